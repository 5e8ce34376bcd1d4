/** Every word of the interface. Chinese gives the keys; en.ts must answer each of them. */
export const zh = {
  app: {
    name: '格治',
    tagline: '一张图上的社区治理',
    demo: '演示数据 · 虚构',
    demoMeaning: '这座城市由程序生成，街巷之外的一切均为虚构，不对应真实的人、场所或事件。',
    approval: (number: string) => `审图号：${number}`,
    noApproval: '未设置审图号，仅供演示',
    osm: '© OpenStreetMap 贡献者',
    skip: '跳到列表',
    skipToPage: '跳到正文',
    language: 'English',
    dark: '切换到深色',
    light: '切换到浅色',
    menu: '菜单'
  },
  spaces: { command: '指挥', label: '工作区' },
  role: {
    label: '演示角色',
    note: '演示模式：可以换一个角色看同一张图。',
    switched: (title: string) => `已切换为：${title}`,
    failed: '角色没有切换成功，请再试一次。'
  },
  tabs: { label: '左侧面板', layers: '图层', list: '列表', divisions: '区划', heat: '态势', forecast: '预测' },
  panel: {
    collapse: '收起面板',
    expand: '展开面板',
    sheet: '面板高度',
    low: '收到底部',
    half: '半屏',
    full: '全屏'
  },
  layers: {
    unplaced: (n: string) => `${n} 项没有位置`,
    zoomIn: '放大后显示',
    counted: '当前为数量，放大后显示单个对象',
    none: '没有可看的图层。',
    listThis: '列出视野内对象',
    reset: '恢复默认图层',
    shown: (n: number) => `显示 ${n} 层`
  },
  list: {
    layer: '图层',
    inView: (n: string) => `视野内 ${n} 项`,
    nearest: '由近及远（距地图中心）',
    more: '再显示 50 项',
    shown: (shown: string, total: string) => `已列出 ${shown} / ${total}`,
    empty: '视野内没有这类对象。缩小地图，或移到别处看看。',
    noLayers: '没有打开的图层。到“图层”里打开一层，这里就会列出视野内的对象。',
    loading: '正在读取…',
    unnamed: '未命名',
    zoomTo: '定位',
    failed: '列表没有读到。',
    retry: '重试'
  },
  divisions: {
    root: '全部',
    path: '区划路径',
    children: (n: string) => `下级 ${n} 个`,
    noBoundary: '无公布界线',
    noBoundaryCount: (n: string) => `其中 ${n} 个无公布界线，只列出和计数，不绘制`,
    within: '范围内',
    nothingWithin: '范围内没有登记的对象。',
    vintage: (year: string) => `区划代码版本：${year}`,
    zoomTo: '定位到此区划',
    leaf: '已是最末一级。'
  },
  search: {
    label: '搜索',
    placeholder: '搜索地点、道路、小区、场所',
    hint: '按 / 开始搜索',
    none: '没有找到。换个名字，或少写几个字。',
    failed: '搜索没有成功，请再试一次。',
    results: (n: number) => `${n} 个结果`,
    unplaced: '没有位置'
  },
  inspector: {
    label: '选中对象',
    close: '关闭',
    loading: '正在读取…',
    failed: '没有读到这个对象。',
    copyLink: '复制链接',
    copied: '已复制',
    zoomTo: '定位',
    place: '所在',
    grid: '网格',
    source: '来源',
    updated: '更新',
    observed: '观测',
    coordinates: '坐标（WGS84）',
    copyCoordinates: '复制坐标',
    unplaced: '没有位置',
    synthetic: '虚构',
    empty: '未填写',
    yes: '是',
    no: '否',
    here: (n: number) => `此处共 ${n} 个对象`,
    notFollowed: '实时更新已中断，这里可能不是现状',
    stale: (age: string) => `数据已有 ${age}，可能不是现状`
  },
  sources: { demo: '演示城市（程序生成）', osm: 'OpenStreetMap', import: '导入' },
  map: {
    label: '地图',
    instructions: '方向键移动，加减号缩放，/ 搜索，Esc 取消选择。与地图相同的内容见左侧列表。',
    loading: '正在打开地图…',
    zoomIn: '放大',
    zoomOut: '缩小',
    north: '指北',
    tilt: '立体',
    flat: '平面',
    locate: '我的位置',
    locateFailed: '没有得到您的位置。',
    unsupported: '这个浏览器不能绘制地图（没有 WebGL2）。左侧列表里有同样的内容，全部可用。',
    failed: '地图没有打开。列表照常可用。',
    retry: '重新打开地图',
    tilesFailed: '部分地图内容没有读到，恢复后会自动补上。',
    coordinates: '指针处的经度、纬度（WGS84）'
  },
  live: {
    connecting: '正在连接实时更新',
    live: '实时',
    stale: (age: string) => `实时更新已中断 ${age}`,
    staleShort: '已中断'
  },
  near: {
    title: '身边服务',
    all: '全部',
    found: (n: string) => `附近 ${n} 处`,
    foundAmong: (n: string, among: string) => `最近的 ${among} 处中有 ${n} 处`,
    straight: (distance: string) => `直线 ${distance}`,
    open: '开放',
    openUntil: (time: string) => `开放至 ${time}`,
    closed: '现在不开放',
    notOnHolidays: '（法定节假日除外）',
    phone: '电话',
    stepFree: '可无障碍进入',
    partlyStepFree: '部分无障碍',
    none: '这一带没有这类服务。缩小地图，或换一类看看。',
    categories: '服务类别'
  },
  ago: {
    seconds: (n: number) => `${n} 秒`,
    minutes: (n: number) => `${n} 分钟`,
    hours: (n: number) => `${n} 小时`,
    days: (n: number) => `${n} 天`
  },
  error: {
    title: '出错了',
    notFound: '没有这个页面。',
    home: '回到首页',
    unreachable: '服务器没有回应。请检查网络后重试。'
  }
};
