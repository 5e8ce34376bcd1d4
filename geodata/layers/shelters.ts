import { z } from 'zod';
import { defineLayer, field } from '#geodata/layers/define.ts';
import { nameLabel } from '#geodata/style/paint.ts';
import { mark } from '#geodata/style/symbols.ts';

export const shelters = defineLayer({
  id: 'shelters',
  schema: 'emergency',
  title: { zh: '避难场所', en: 'Shelters' },
  group: 'emergency',
  geometry: 'point',
  minzoom: 12,
  read: 'map:read',
  owner: 'emergency_management',
  about: {
    zh: '应急避难场所，含室内外与可容纳人数。',
    en: 'Emergency shelters, indoor and outdoor, with the number of persons they hold.'
  },
  sensitivity: 'open',
  updateCycle: 'annual',
  shareCondition: 'unconditional',
  properties: z.object({
    name: field(z.string(), '名称', 'Name'),
    indoor: field(z.boolean(), '室内', 'Indoor'),
    capacity_persons: field(z.number(), '可容纳', 'Capacity', { unit: '人' }),
    address: field(z.string(), '地址', 'Address').nullable(),
    phone: field(z.string(), '电话', 'Telephone').nullable()
  }),
  label: 'name',
  tile: ['name', 'indoor', 'capacity_persons'],
  public: ['name', 'indoor', 'capacity_persons', 'address', 'phone'],
  paint: [
    mark({ otherwise: { shape: 'circle', color: 'ok' } }, { otherwise: 'tent' }, { size: 0.85 }),
    nameLabel('name', (t) => t.ok, 14)
  ]
});
