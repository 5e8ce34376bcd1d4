import type { LngLat } from '#geodata/spatial/local_frame.ts';

/** The middle of 人民广场, from which the city is drawn. */
export const centre: LngLat = [125.3181, 43.8845];

export interface Square {
  name: string;
  en: string;
  at: LngLat;
  radius_m: number;
}

/** Squares with a ring of traffic, on which the streets that lead to the middle end. */
export const squares: readonly Square[] = [
  { name: '人民广场', en: 'People’s Square', at: centre, radius_m: 120 },
  { name: '南广场', en: 'South Square', at: [125.3262, 43.9025], radius_m: 42 },
  { name: '西广场', en: 'West Square', at: [125.3119, 43.9023], radius_m: 42 },
  { name: '东大桥广场', en: 'Dongdaqiao Square', at: [125.3487, 43.8952], radius_m: 50 },
  { name: '新民广场', en: 'Xinmin Square', at: [125.2985, 43.8637], radius_m: 75 },
  { name: '工农广场', en: 'Gongnong Square', at: [125.3187, 43.853], radius_m: 75 },
  { name: '全安广场', en: 'Quan’an Square', at: [125.3417, 43.8745], radius_m: 48 },
  { name: '卫星广场', en: 'Satellite Square', at: [125.3195, 43.831], radius_m: 115 }
];

/** 伊通河, from where it enters in the south to where it leaves in the north. */
export const river = {
  name: '伊通河',
  en: 'Yitong River',
  width_m: 72,
  through: [
    [125.3545, 43.827],
    [125.3544, 43.83],
    [125.3538, 43.838],
    [125.3533, 43.8455],
    [125.3526, 43.854],
    [125.3512, 43.862],
    [125.3504, 43.87],
    [125.3506, 43.874],
    [125.3492, 43.8768],
    [125.3462, 43.8783],
    [125.3452, 43.8794],
    [125.3454, 43.8812],
    [125.3472, 43.8834],
    [125.351, 43.887],
    [125.3524, 43.8905],
    [125.3522, 43.8945],
    [125.3528, 43.896],
    [125.355, 43.8985]
  ] as LngLat[]
};

/** The main line around the north-west and its branch to the east: the edge of the city drawn here. */
export const mainLine: LngLat[] = [
  [125.276, 43.8675],
  [125.281, 43.8745],
  [125.2875, 43.884],
  [125.293, 43.8925],
  [125.2968, 43.898],
  [125.3015, 43.9028],
  [125.3085, 43.907],
  [125.315, 43.9084],
  [125.3318, 43.9087],
  [125.3405, 43.9086],
  [125.3445, 43.9073],
  [125.346, 43.9048],
  [125.3467, 43.9025],
  [125.3515, 43.8973],
  [125.354, 43.8955],
  [125.3585, 43.8949],
  [125.363, 43.8946]
];

export const station = { name: '长春站', en: 'Changchun Station', at: [125.3179, 43.90745] as LngLat };

/** Lines below and above the streets; drawn only. */
export const urbanRail: readonly { name: string; class: 'subway' | 'light_rail' | 'tram'; through: LngLat[] }[] = [
  {
    name: '轨道交通1号线',
    class: 'subway',
    through: [
      [125.3177, 43.9108],
      [125.3181, 43.8845],
      [125.3187, 43.853],
      [125.3196, 43.827]
    ]
  },
  {
    name: '轨道交通2号线',
    class: 'subway',
    through: [
      [125.2905, 43.8945],
      [125.2938, 43.8922],
      [125.294, 43.884],
      [125.2935, 43.8756],
      [125.33, 43.8761],
      [125.342, 43.8791],
      [125.363, 43.8797]
    ]
  },
  {
    name: '轨道交通4号线',
    class: 'light_rail',
    through: [
      [125.3594, 43.827],
      [125.3587, 43.855],
      [125.3579, 43.8785],
      [125.3595, 43.891],
      [125.358, 43.8962],
      [125.353, 43.8978],
      [125.3492, 43.901],
      [125.3466, 43.9068],
      [125.3428, 43.9096],
      [125.317, 43.9114]
    ]
  },
  {
    name: '54路有轨电车',
    class: 'tram',
    through: [
      [125.2816, 43.8754],
      [125.2846, 43.8666],
      [125.2829, 43.856],
      [125.2816, 43.8465],
      [125.2816, 43.831]
    ]
  }
];

export type Ground =
  'park' | 'lake_park' | 'campus' | 'hospital' | 'market' | 'stadium' | 'station' | 'plaza' | 'industry' | 'mall';

export interface Landmark {
  name: string;
  en?: string;
  ground: Ground;
  /** A spot inside it: it takes the whole face of the street plan that holds this spot. */
  at: LngLat;
  /** The face is cut up until it is no larger than this. */
  largest_m2: number;
  /** Whether an exclusive grid 专属网格 covers it. */
  exclusive?: boolean;
}

/** Grounds that are not cut up into blocks. Parks carry their names; the rest are made up, called after their street. */
export const landmarks: readonly Landmark[] = [
  {
    name: '胜利公园',
    en: 'Shengli Park',
    ground: 'park',
    at: [125.3132, 43.8976],
    largest_m2: 300_000,
    exclusive: true
  },
  {
    name: '儿童公园',
    en: 'Children’s Park',
    ground: 'park',
    at: [125.3215, 43.879],
    largest_m2: 400_000,
    exclusive: true
  },
  {
    name: '动植物公园',
    en: 'Zoological and Botanical Park',
    ground: 'park',
    at: [125.3285, 43.8645],
    largest_m2: 900_000,
    exclusive: true
  },
  {
    name: '文化广场',
    en: 'Culture Square',
    ground: 'plaza',
    at: [125.3005, 43.88],
    largest_m2: 500_000,
    exclusive: true
  },
  {
    name: '南湖公园',
    en: 'South Lake Park',
    ground: 'lake_park',
    at: [125.3025, 43.8525],
    largest_m2: 3_000_000,
    exclusive: true
  },
  { name: '牡丹园', en: 'Peony Garden', ground: 'park', at: [125.3065, 43.8742], largest_m2: 150_000 },
  {
    name: '长春站',
    en: 'Changchun Station',
    ground: 'station',
    at: [125.3215, 43.9077],
    largest_m2: 500_000,
    exclusive: true
  },
  { name: '自由大路大学校区', ground: 'campus', at: [125.3175, 43.8585], largest_m2: 450_000, exclusive: true },
  { name: '前进大街大学校区', ground: 'campus', at: [125.289, 43.8355], largest_m2: 700_000, exclusive: true },
  { name: '卫星路大学校区', ground: 'campus', at: [125.313, 43.8345], largest_m2: 700_000, exclusive: true },
  { name: '光复路批发市场', ground: 'market', at: [125.34, 43.9], largest_m2: 120_000, exclusive: true },
  { name: '黑水路小商品市场', ground: 'market', at: [125.3235, 43.9063], largest_m2: 120_000, exclusive: true },
  { name: '东岭南街农贸市场', ground: 'market', at: [125.3475, 43.8585], largest_m2: 60_000, exclusive: true },
  { name: '新民大街综合医院', ground: 'hospital', at: [125.3008, 43.8715], largest_m2: 200_000, exclusive: true },
  { name: '南岭体育场', en: 'Nanling Stadium', ground: 'stadium', at: [125.3245, 43.8585], largest_m2: 160_000 },
  { name: '开运街汽车配件厂', ground: 'industry', at: [125.284, 43.8445], largest_m2: 150_000 },
  { name: '临河街动力厂', ground: 'industry', at: [125.3572, 43.8585], largest_m2: 150_000 }
];

/** The lake of 南湖公园, with its arms. */
export const lake = {
  name: '南湖',
  en: 'South Lake',
  shore: [
    [125.296, 43.8555],
    [125.2972, 43.8572],
    [125.299, 43.8567],
    [125.3002, 43.855],
    [125.302, 43.8552],
    [125.3035, 43.8563],
    [125.3048, 43.8556],
    [125.3045, 43.854],
    [125.306, 43.8532],
    [125.308, 43.8538],
    [125.3092, 43.8528],
    [125.3088, 43.8512],
    [125.307, 43.8502],
    [125.3058, 43.8488],
    [125.304, 43.8482],
    [125.3028, 43.8494],
    [125.3008, 43.8496],
    [125.2998, 43.8482],
    [125.2978, 43.8478],
    [125.2966, 43.849],
    [125.2972, 43.8508],
    [125.296, 43.852],
    [125.2952, 43.8538]
  ] as LngLat[]
};
