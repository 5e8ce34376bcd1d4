import type { LngLat } from '#geodata/spatial/local_frame.ts';

/**
 * Ten subdistricts of the middle of the city and one beyond the river, roughly where they are. 人民大街 parts west
 * from east; in each half, streets that run from west to east part the subdistricts, which are listed from the north.
 */
export const subdistricts = {
  west: ['220103002', '220104005', '220104006', '220104002', '220104003'],
  east: ['220103013', '220102003', '220102008', '220102010'],
  /** In the second eastern strip, the part beyond 大经路. */
  beyondDajing: '220102006',
  beyondRiver: '220105002'
} as const;

/** 新发路, 西安大路, 解放大路, then 工农大路 and 自由大路. */
export const westernLines: LngLat[][] = [
  [
    [125.29, 43.8955],
    [125.3075, 43.8924],
    [125.312, 43.8932],
    [125.3181, 43.8934]
  ],
  [
    [125.292, 43.8938],
    [125.3181, 43.8845]
  ],
  [
    [125.281, 43.8753],
    [125.3185, 43.8755]
  ],
  [
    [125.2845, 43.8665],
    [125.2985, 43.8637],
    [125.309, 43.8618],
    [125.3185, 43.8618]
  ]
];

/** 五马路 and 长通路, 解放大路, 自由大路. */
export const easternLines: LngLat[][] = [
  [
    [125.3178, 43.8934],
    [125.3231, 43.8928],
    [125.3336, 43.8965],
    [125.338, 43.8981],
    [125.3487, 43.8952],
    [125.36, 43.895]
  ],
  [
    [125.3185, 43.8755],
    [125.33, 43.876],
    [125.342, 43.879],
    [125.3445, 43.8794],
    [125.359, 43.8796]
  ],
  [
    [125.3185, 43.8618],
    [125.36, 43.862]
  ]
];
