import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { mark } from '#geodata/style/symbols.ts';

export const gates = defineLayer({
  id: 'gates',
  schema: 'asset',
  title: { zh: '小区出入口', en: 'Compound gates' },
  group: 'facilities',
  geometry: 'point',
  minzoom: 15,
  read: 'map:read',
  owner: 'housing',
  about: {
    zh: '住宅小区的出入口，含车行、人行与消防门。',
    en: 'Gates of residential compounds: vehicle, pedestrian and fire gates.'
  },
  sensitivity: 'open',
  updateCycle: 'as_needed',
  shareCondition: 'unconditional',
  scoped: false,
  properties: z.object({
    name: field(z.string(), '名称', 'Name').nullable(),
    kind: choice('类型', 'Kind', {
      main: ['主门', 'Main gate'],
      vehicle: ['车行门', 'Vehicle gate'],
      pedestrian: ['人行门', 'Pedestrian gate'],
      fire: ['消防门', 'Fire gate']
    }),
    compound_id: field(z.number(), '所属小区', 'Compound', { layer: 'compounds' }).nullable()
  }),
  label: 'name',
  tile: ['name', 'kind'],
  public: ['name', 'kind', 'compound_id'],
  paint: [
    mark(
      {
        by: 'kind',
        values: { fire: { shape: 'square', color: 'danger' } },
        otherwise: { shape: 'square', color: 'compound' }
      },
      { otherwise: 'gate' },
      { size: 0.55 }
    )
  ]
});
