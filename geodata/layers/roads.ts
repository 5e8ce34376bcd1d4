import type { ExpressionSpecification } from '@maplibre/maplibre-gl-style-spec';
import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { keyed } from '#geodata/style/keys.ts';
import { by } from '#geodata/style/paint.ts';
import type { Tokens } from '#geodata/style/tokens.ts';

/** Colours of the classes that are not simply roads. */
const colours: Record<string, keyof Tokens> = {
  motorway: 'roadMotorway',
  trunk: 'roadMotorway',
  primary: 'roadMajor',
  secondary: 'roadMajor'
};
const legend = { ...colours, tertiary: 'roadMinor', minor: 'roadMinor', service: 'roadMinor' } as Record<
  string,
  keyof Tokens
>;

/** Width in px per class at zooms 10, 14, 18. */
const widths: Record<string, [number, number, number]> = {
  motorway: [2, 6, 26],
  trunk: [1.8, 6, 26],
  primary: [1.4, 5, 24],
  secondary: [1, 4, 20],
  tertiary: [0.6, 3, 16],
  minor: [0.3, 1.8, 12],
  service: [0, 0.9, 7],
  track: [0, 0.8, 3],
  path: [0, 0.6, 2.5]
};

function width(extra: number): ExpressionSpecification {
  const at = (index: 0 | 1 | 2) => [
    'match',
    ['get', 'class'],
    ...Object.entries(widths).flatMap(([name, px]) => [name, px[index] + extra]),
    1 + extra
  ];
  return [
    'interpolate',
    ['exponential', 1.4],
    ['zoom'],
    10,
    at(0),
    14,
    at(1),
    18,
    at(2)
  ] as unknown as ExpressionSpecification;
}

const isPath: ExpressionSpecification = ['in', ['get', 'class'], ['literal', ['path', 'track']]];
/** Bridges above, tunnels below, large roads over small ones. */
const order: ExpressionSpecification = [
  '+',
  ['case', ['get', 'bridge'], 20, ['get', 'tunnel'], -20, 0],
  [
    'match',
    ['get', 'class'],
    'motorway',
    8,
    'trunk',
    7,
    'primary',
    6,
    'secondary',
    5,
    'tertiary',
    4,
    'minor',
    3,
    'service',
    2,
    1
  ]
];

export const roads = defineLayer({
  id: 'roads',
  schema: 'asset',
  title: { zh: '道路', en: 'Roads' },
  group: 'base',
  geometry: 'line',
  minzoom: 5,
  read: 'map:read',
  owner: 'transport',
  about: {
    zh: '道路中心线，含等级、单行、桥隧、车道与限速；路径与到达时间由此计算。',
    en: 'Road centre lines with class, direction, bridges and tunnels, lanes and speed limits; routes and travel times are computed from them.'
  },
  sensitivity: 'open',
  updateCycle: 'quarterly',
  shareCondition: 'unconditional',
  shown: true,
  properties: z.object({
    class: choice('等级', 'Class', {
      motorway: ['高速公路', 'Motorway'],
      trunk: ['快速路', 'Trunk road'],
      primary: ['主干路', 'Primary road'],
      secondary: ['次干路', 'Secondary road'],
      tertiary: ['支路', 'Tertiary road'],
      minor: ['街巷', 'Street'],
      service: ['内部路', 'Service road'],
      track: ['机耕路', 'Track'],
      path: ['步道', 'Path']
    }),
    link: field(z.boolean(), '匝道', 'Ramp'),
    name: field(z.string(), '名称', 'Name').nullable(),
    name_en: field(z.string(), '英文名', 'English name').nullable(),
    ref: field(z.string(), '编号', 'Number').nullable(),
    oneway: field(z.number(), '单行', 'One way'),
    bridge: field(z.boolean(), '桥', 'Bridge'),
    tunnel: field(z.boolean(), '隧道', 'Tunnel'),
    lanes: field(z.number(), '车道', 'Lanes').nullable(),
    maxspeed_kmh: field(z.number(), '限速', 'Speed limit', { unit: 'km/h' }).nullable(),
    level: field(z.number(), '层', 'Level'),
    surface: choice('路面', 'Surface', {
      paved: ['铺装', 'Paved'],
      cobbled: ['石块', 'Cobbled'],
      unpaved: ['未铺装', 'Unpaved']
    }).nullable(),
    steps: field(z.boolean(), '台阶', 'Steps'),
    step_free: field(z.boolean(), '无障碍', 'Step-free').nullable(),
    foot: choice('步行', 'On foot', {
      yes: ['可以', 'Yes'],
      private: ['内部', 'Private'],
      no: ['禁止', 'No']
    }).nullable(),
    motor: choice('机动车', 'Motor vehicles', {
      yes: ['可以', 'Yes'],
      private: ['内部', 'Private'],
      emergency: ['仅应急车辆', 'Emergency only'],
      no: ['禁止', 'No']
    }).nullable(),
    max_height_m: field(z.number(), '限高', 'Height limit', { unit: 'm' }).nullable(),
    max_width_m: field(z.number(), '限宽', 'Width limit', { unit: 'm' }).nullable(),
    max_weight_t: field(z.number(), '限重', 'Weight limit', { unit: 't' }).nullable()
  }),
  label: 'name',
  tile: ['class', 'link', 'name', 'name_en', 'ref', 'oneway', 'bridge', 'tunnel'],
  public: [
    ...(['class', 'link', 'name', 'name_en', 'ref', 'oneway', 'bridge', 'tunnel', 'lanes', 'maxspeed_kmh'] as const),
    ...(['level', 'surface', 'steps', 'step_free', 'foot', 'motor'] as const),
    ...(['max_height_m', 'max_width_m', 'max_weight_t'] as const)
  ],
  paint: [
    {
      slot: 'casing',
      part: 'casing',
      draw: (t) => ({
        type: 'line',
        minzoom: 12,
        filter: ['!', isPath],
        layout: { 'line-cap': 'butt', 'line-join': 'round', 'line-sort-key': order },
        paint: {
          'line-color': by(
            'class',
            { motorway: t.roadMajorCasing, trunk: t.roadMajorCasing, primary: t.roadMajorCasing },
            t.roadCasing
          ),
          'line-width': width(1.6),
          'line-opacity': ['case', ['get', 'tunnel'], 0.4, 1]
        }
      })
    },
    {
      slot: 'line',
      part: 'road',
      key: keyed('class', legend, (line) => ({ line, width: 4, casing: 'control' })),
      draw: (t) => ({
        type: 'line',
        filter: ['!', isPath],
        layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': order },
        paint: {
          'line-color': by(
            'class',
            Object.fromEntries(Object.entries(colours).map(([name, token]) => [name, t[token]])),
            t.roadMinor
          ),
          'line-width': width(0),
          'line-opacity': ['case', ['get', 'tunnel'], 0.5, 1]
        }
      })
    },
    {
      slot: 'line',
      part: 'path',
      key: keyed('class', { path: 'path', track: 'path' } as const, (line) => ({ line, width: 2, dashes: '4 3' })),
      draw: (t) => ({
        type: 'line',
        minzoom: 14,
        filter: isPath,
        layout: { 'line-cap': 'butt' },
        paint: { 'line-color': t.path, 'line-width': width(0), 'line-dasharray': [3, 2] }
      })
    },
    {
      slot: 'label',
      part: 'oneway',
      draw: (t) => ({
        type: 'symbol',
        minzoom: 16,
        filter: ['!=', ['get', 'oneway'], 0],
        layout: {
          'symbol-placement': 'line',
          'symbol-spacing': 140,
          'text-field': '→',
          'text-size': 14,
          'text-rotate': ['case', ['==', ['get', 'oneway'], -1], 180, 0],
          'text-keep-upright': false
        },
        paint: { 'text-color': t.muted }
      })
    },
    {
      slot: 'label',
      part: 'name',
      draw: (t, lang) => ({
        type: 'symbol',
        minzoom: 11,
        filter: [
          'step',
          ['zoom'],
          ['in', ['get', 'class'], ['literal', ['motorway', 'trunk', 'primary']]],
          14,
          ['in', ['get', 'class'], ['literal', ['motorway', 'trunk', 'primary', 'secondary', 'tertiary']]],
          15,
          true
        ],
        layout: {
          'symbol-placement': 'line',
          'symbol-sort-key': ['-', 0, order],
          'text-field':
            lang === 'en' ? ['coalesce', ['get', 'name_en'], ['get', 'name'], ''] : ['coalesce', ['get', 'name'], ''],
          'text-size': ['match', ['get', 'class'], ['motorway', 'trunk', 'primary'], 14, 13],
          'text-letter-spacing': 0.08,
          'symbol-spacing': 320
        },
        paint: { 'text-color': t.text, 'text-halo-color': t.halo, 'text-halo-width': 1.6 }
      })
    }
  ]
});
