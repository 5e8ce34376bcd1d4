import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { mark } from '#geodata/style/symbols.ts';

export const hydrants = defineLayer({
  id: 'hydrants',
  schema: 'emergency',
  title: { zh: '消防水源', en: 'Hydrants' },
  group: 'emergency',
  geometry: 'point',
  minzoom: 15,
  read: 'asset:read',
  owner: 'fire_rescue',
  about: {
    zh: '消火栓与消防水鹤的位置、状态与水压。',
    en: 'Hydrants and water cranes: where they are, their state and pressure.'
  },
  sensitivity: 'internal',
  updateCycle: 'quarterly',
  shareCondition: 'conditional',
  shareTerms: {
    zh: '供消防救援、应急处置与市政养护使用。',
    en: 'For fire rescue, emergency response and maintenance.'
  },
  properties: z.object({
    code: field(z.string(), '编号', 'Number').nullable(),
    kind: choice('类型', 'Kind', { hydrant: ['消火栓', 'Hydrant'], crane: ['消防水鹤', 'Water crane'] }),
    status: choice('状态', 'Status', {
      usable: ['可用', 'Usable'],
      faulty: ['故障', 'Faulty'],
      frozen: ['冻结', 'Frozen'],
      unknown: ['未知', 'Unknown']
    }),
    pressure_kpa: field(z.number(), '水压', 'Pressure', { unit: 'kPa' }).nullable(),
    checked_on: field(z.string(), '上次检查', 'Last checked', { format: 'date' }).nullable()
  }),
  label: 'code',
  tile: ['code', 'kind', 'status'],
  public: null,
  paint: [
    mark(
      {
        by: 'status',
        values: {
          usable: { shape: 'circle', color: 'waterAsset' },
          faulty: { shape: 'diamond', color: 'danger' },
          frozen: { shape: 'triangle', color: 'warning' }
        },
        otherwise: { shape: 'square', color: 'muted' }
      },
      { by: 'kind', values: { hydrant: 'hydrant', crane: 'crane' }, otherwise: 'hydrant' },
      { size: 0.62, emblem: { shape: 'circle', color: 'waterAsset', glyph: 'hydrant' } }
    )
  ]
});
