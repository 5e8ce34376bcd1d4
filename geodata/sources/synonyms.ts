/**
 * Words that files use for a column, besides its own name and its titles in the registry. Compared without case, blanks,
 * underscores and whatever stands in brackets, so `楼层数（层）` is 楼层数.
 */
export const synonyms: Readonly<Record<string, readonly string[]>> = {
  name: ['名称', '名字', '全称', '单位名称', '点位名称', '设施名称', '小区名称', '建筑名称', '道路名称', 'mc', 'title'],
  name_en: ['英文名称', 'english', 'nameen'],
  number: ['楼号', '栋号', '楼栋号', '楼幢号', '幢号', '楼牌号', 'no'],
  ref: ['路线编号', '道路编号'],
  code: ['编码', '编号', '标识码', '部件编码', 'bm', 'bh'],
  kind_code: ['部件类型代码', '类型代码', '小类代码', '类型'],
  device_code: ['设备编号', '国标编码', '摄像机编码', '视频编码'],
  kind: ['类型', '类别', '用途', '性质', 'lx', 'type'],
  category: ['类别', '类型', '分类', '小类', 'type', 'kind'],
  class: ['类别', '类型', '等级', '分类', '地类名称', 'type'],
  status: ['状态', '运行状态', '在用状态', 'zt'],
  floors: ['层数', '楼层', '楼层数', '总层数', '地上层数', '总楼层', 'storeys', 'stories', 'cs', 'levels'],
  height_m: ['高度', '建筑高度', '楼高', 'gd', 'bldgheight'],
  units: ['单元数', '单元'],
  households: ['户数', '总户数', '住户数', 'hs'],
  address: ['地址', '详细地址', '住址', '所在地址', '位置', '地点', '坐落', '详细位置', 'dz', 'addr'],
  phone: ['电话', '联系电话', '电话号码', '固定电话', '联系方式', 'tel', 'telephone', 'dh'],
  duty_phone: ['值班电话', '联系电话', '电话', '24小时电话', 'phone', 'tel'],
  opening_hours: ['开放时间', '服务时间', '办公时间', '营业时间', 'hours'],
  services: ['服务事项', '服务内容', '办理事项'],
  property_company: ['物业公司', '物业服务企业', '物业企业', '物业'],
  built_year: ['建成年份', '建成年代', '竣工年份', '建筑年代', '建设年份'],
  department: ['主管部门', '主管单位', '权属单位'],
  maintainer: ['养护单位', '维护单位', '管养单位'],
  members: ['人数', '队员数', '人员数量'],
  capacity_persons: ['容纳人数', '可容纳人数', '可容纳', '容量', 'capacity'],
  lanes: ['车道数', '车道'],
  maxspeed_kmh: ['限速', '设计速度', 'maxspeed'],
  oneway: ['单行', '单行线', '是否单行'],
  pressure_kpa: ['水压', '压力', 'pressure'],
  checked_on: ['检查日期', '上次检查', '巡检日期'],
  inspected_on: ['检查日期', '上次检查', '最近检查'],
  azimuth_deg: ['方位角', '朝向', 'azimuth'],
  fov_deg: ['视场角', '视角', 'fov'],
  range_m: ['有效距离', '可视距离', 'range'],
  meter_no: ['表号', '水表编号', '表编号'],
  observed_at: ['采集时间', '采集日期', '更新时间', '更新日期', '普查时间', 'timestamp']
};

/** Words of columns that say where a row lies, best first. `x` is east, `y` is north. */
export const placeWords = {
  x: [
    'lng',
    'lon',
    'long',
    'longitude',
    '经度',
    '东经',
    'jd',
    'easting',
    '东坐标',
    '横坐标',
    'lngwgs84',
    'wgs84lng',
    'gcjlng',
    'bdlng'
  ],
  y: [
    'lat',
    'latitude',
    '纬度',
    '北纬',
    'wd',
    'northing',
    '北坐标',
    '纵坐标',
    'latwgs84',
    'wgs84lat',
    'gcjlat',
    'bdlat'
  ],
  /** Surveyors write north as X, everyone else east: the values decide. */
  either: [
    ['x', 'y'],
    ['x坐标', 'y坐标'],
    ['坐标x', '坐标y'],
    ['xcoord', 'ycoord'],
    ['pointx', 'pointy'],
    ['coordx', 'coordy']
  ],
  pair: [
    '经纬度',
    '坐标',
    '经纬度坐标',
    '坐标位置',
    '位置坐标',
    'location',
    'lnglat',
    'latlng',
    'coordinates',
    'coords'
  ],
  wkt: ['wkt', 'geometry', 'geom', 'thegeom', 'shape', '空间数据'],
  address: ['地址', '详细地址', '住址', '所在地址', '坐落', '位置', '详细位置', '地点', 'address', 'addr']
} as const;

/** A column's name as it is compared. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([【（].*?[)\]】）]/g, '')
    .replace(/[\s_\-:：*#/\\.]/g, '');
}
