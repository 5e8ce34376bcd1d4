export type Host = 'school' | 'hospital' | 'works' | 'site' | 'market' | 'shop' | 'mall' | 'tower' | 'estate' | 'open';

export interface KeySiteWords {
  category: string;
  /** At most so many, fewer where there are not enough places for them. */
  count: number;
  host: Host;
  /** What it is, after the name of its street; one is drawn. */
  names: readonly string[];
  hazards: Record<'low' | 'medium' | 'high', number>;
  cycle: number;
}

const of = (low: number, medium: number, high: number) => ({ low, medium, high });

/** Some 300 sites, each kind in buildings or on ground that suits it. The names are made up from the street. */
export const keySiteWords: readonly KeySiteWords[] = [
  {
    category: 'school',
    count: 44,
    host: 'school',
    names: ['小学', '小学', '中学', '实验学校'],
    hazards: of(70, 28, 2),
    cycle: 90
  },
  { category: 'kindergarten', count: 34, host: 'estate', names: ['幼儿园'], hazards: of(60, 36, 4), cycle: 60 },
  {
    category: 'hospital',
    count: 16,
    host: 'hospital',
    names: ['医院', '专科医院', '门诊部'],
    hazards: of(40, 50, 10),
    cycle: 60
  },
  { category: 'nursing_home', count: 14, host: 'estate', names: ['养老院'], hazards: of(20, 60, 20), cycle: 30 },
  {
    category: 'hazardous_chemicals',
    count: 4,
    host: 'works',
    names: ['危化品经营单位'],
    hazards: of(0, 20, 80),
    cycle: 15
  },
  { category: 'chemical_warehouse', count: 3, host: 'works', names: ['化学品仓库'], hazards: of(0, 10, 90), cycle: 15 },
  { category: 'fuel_station', count: 14, host: 'shop', names: ['加油站'], hazards: of(0, 60, 40), cycle: 30 },
  { category: 'gas_station_cng', count: 5, host: 'shop', names: ['加气站'], hazards: of(0, 40, 60), cycle: 30 },
  {
    category: 'crowded_venue',
    count: 30,
    host: 'mall',
    names: ['商场', '购物中心', '影城', '宾馆', '大酒店'],
    hazards: of(30, 55, 15),
    cycle: 30
  },
  { category: 'market', count: 3, host: 'market', names: ['市场'], hazards: of(5, 60, 35), cycle: 30 },
  { category: 'market', count: 9, host: 'mall', names: ['批发商场'], hazards: of(20, 60, 20), cycle: 30 },
  {
    category: 'small_premises',
    count: 44,
    host: 'shop',
    names: ['小餐馆', '小旅店', '小网吧', '小歌厅', '小作坊'],
    hazards: of(50, 40, 10),
    cycle: 90
  },
  { category: 'high_rise', count: 34, host: 'tower', names: ['高层住宅楼'], hazards: of(50, 42, 8), cycle: 90 },
  { category: 'underground_space', count: 10, host: 'mall', names: ['地下停车场'], hazards: of(40, 50, 10), cycle: 60 },
  { category: 'heritage', count: 8, host: 'shop', names: ['旧址', '老建筑'], hazards: of(40, 45, 15), cycle: 90 },
  { category: 'construction_site', count: 14, host: 'site', names: ['建筑工地'], hazards: of(10, 60, 30), cycle: 15 },
  { category: 'substation', count: 9, host: 'open', names: ['变电站'], hazards: of(30, 60, 10), cycle: 60 },
  { category: 'water_works', count: 3, host: 'open', names: ['加压泵站'], hazards: of(60, 40, 0), cycle: 60 },
  { category: 'heat_source', count: 4, host: 'works', names: ['热源厂'], hazards: of(10, 70, 20), cycle: 30 }
];
