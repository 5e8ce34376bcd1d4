import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { nameLabel } from '#geodata/style/paint.ts';

export const water = defineLayer({
  id: 'water',
  schema: 'asset',
  title: { zh: '水面', en: 'Water' },
  group: 'base',
  geometry: 'polygon',
  minzoom: 6,
  maxzoom: 15,
  read: 'map:read',
  owner: 'water_resources',
  about: {
    zh: '河流、湖泊、水库、池塘等水面。',
    en: 'Surfaces of rivers, lakes, reservoirs and ponds.'
  },
  sensitivity: 'open',
  updateCycle: 'annual',
  shareCondition: 'unconditional',
  shown: true,
  properties: z.object({
    class: choice('类别', 'Class', {
      river: ['河流', 'River'],
      canal: ['渠道', 'Canal'],
      lake: ['湖泊', 'Lake'],
      pond: ['池塘', 'Pond'],
      reservoir: ['水库', 'Reservoir'],
      basin: ['水池', 'Basin'],
      ocean: ['海洋', 'Ocean'],
      swimming_pool: ['泳池', 'Swimming pool'],
      dock: ['船坞', 'Dock'],
      other: ['其他', 'Other']
    }),
    name: field(z.string(), '名称', 'Name').nullable()
  }),
  label: 'name',
  tile: ['class', 'name'],
  public: ['class', 'name'],
  paint: [
    {
      slot: 'ground',
      part: 'fill',
      key: alike({ fill: 'water', edge: 'waterText' }),
      draw: (t) => ({ type: 'fill', paint: { 'fill-color': t.water } })
    },
    nameLabel('name', (t) => t.waterText, 12, { on: true })
  ]
});
