import { defineWords } from '$lib/words/index.ts';

export const exportWords = defineWords({
  zh: {
    title: '导出',
    format: '格式',
    formats: { csv: 'CSV 表格（Excel）', geojson: 'GeoJSON', gpkg: 'GeoPackage' },
    frame: '坐标系',
    frames: { wgs84: 'WGS84 经纬度', cgcs: 'CGCS2000 经纬度（EPSG:4490）', gcj: 'GCJ-02（供手机地图，非 WGS84）' },
    zone: (meridian: number, epsg: number) => `CGCS2000 3 度带，中央经线 ${meridian}°（EPSG:${epsg}）`,
    inWords: '表头与取值用中文',
    inView: '仅当前视图范围',
    start: '导出',
    cancel: '取消',
    note: (rows: string) => `您一次可导出 ${rows} 个对象。文件带有导出编号、账号与时间，每次导出都会记录。`,
    recorded: '文件带有导出编号、账号与时间，每次导出都会记录。',
    starting: '正在准备…',
    reading: (rows: string, of: string) => `已读取 ${rows} / ${of}`,
    writing: '正在写入文件…',
    done: (rows: string, name: string) => `已导出 ${rows} 个对象：${name}`,
    cancelled: '已取消，未保存文件。',
    broken: '导出中断，未保存文件。请重试。'
  },
  en: {
    title: 'Export',
    format: 'Format',
    formats: { csv: 'CSV for spreadsheets', geojson: 'GeoJSON', gpkg: 'GeoPackage' },
    frame: 'Coordinates',
    frames: {
      wgs84: 'WGS84, degrees',
      cgcs: 'CGCS2000, degrees (EPSG:4490)',
      gcj: 'GCJ-02 (for phone maps, not WGS84)'
    },
    zone: (meridian: number, epsg: number) => `CGCS2000 3° zone, ${meridian}°E (EPSG:${epsg})`,
    inWords: 'Headings and values in English',
    inView: 'What is in view only',
    start: 'Export',
    cancel: 'Cancel',
    note: (rows: string) =>
      `You may take ${rows} features at once. The file carries an export number, your account and the time; every export is recorded.`,
    recorded: 'The file carries an export number, your account and the time; every export is recorded.',
    starting: 'Getting ready…',
    reading: (rows: string, of: string) => `${rows} of ${of} read`,
    writing: 'Writing the file…',
    done: (rows: string, name: string) => `${rows} features: ${name}`,
    cancelled: 'Cancelled; no file was saved.',
    broken: 'The export broke off; no file was saved. Please try again.'
  }
});
