import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { nameLabel } from '#geodata/style/paint.ts';
import { mark } from '#geodata/style/symbols.ts';

export const stations = defineLayer({
  id: 'stations',
  schema: 'emergency',
  title: { zh: '消防与公安站所', en: 'Fire and police stations' },
  group: 'emergency',
  geometry: 'point',
  minzoom: 12,
  read: 'map:read',
  owner: 'emergency_management',
  about: {
    zh: '消防站、派出所与急救站。',
    en: 'Fire, police and ambulance stations.'
  },
  sensitivity: 'open',
  updateCycle: 'annual',
  shareCondition: 'unconditional',
  shown: true,
  properties: z.object({
    name: field(z.string(), '名称', 'Name'),
    kind: choice('类型', 'Kind', {
      fire: ['消防站', 'Fire station'],
      police: ['派出所', 'Police station'],
      ambulance: ['急救站', 'Ambulance station']
    }),
    address: field(z.string(), '地址', 'Address').nullable(),
    phone: field(z.string(), '电话', 'Telephone').nullable()
  }),
  label: 'name',
  tile: ['name', 'kind'],
  public: ['name', 'kind', 'address', 'phone'],
  paint: [
    mark(
      {
        by: 'kind',
        values: {
          fire: { shape: 'square', color: 'danger' },
          police: { shape: 'square', color: 'asset' },
          ambulance: { shape: 'square', color: 'ok' }
        },
        otherwise: { shape: 'square', color: 'asset' }
      },
      { by: 'kind', values: { fire: 'flame', police: 'shield', ambulance: 'cross' }, otherwise: 'shield' },
      { size: 0.85 }
    ),
    nameLabel('name', (t) => t.text, 14)
  ]
});
