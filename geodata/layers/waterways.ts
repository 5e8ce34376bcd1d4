import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { zoomed } from '#geodata/style/paint.ts';

export const waterways = defineLayer({
  id: 'waterways',
  schema: 'asset',
  title: { zh: '河道', en: 'Waterways' },
  group: 'base',
  geometry: 'line',
  minzoom: 9,
  maxzoom: 15,
  read: 'map:read',
  owner: 'water_resources',
  about: {
    zh: '河流、渠道、沟渠的中心线，含暗渠。',
    en: 'Centre lines of rivers, canals and ditches, underground ones included.'
  },
  sensitivity: 'open',
  updateCycle: 'annual',
  shareCondition: 'unconditional',
  shown: true,
  properties: z.object({
    class: choice('类别', 'Class', {
      river: ['河流', 'River'],
      stream: ['溪流', 'Stream'],
      canal: ['渠道', 'Canal'],
      ditch: ['沟', 'Ditch'],
      drain: ['排水沟', 'Drain']
    }),
    name: field(z.string(), '名称', 'Name').nullable(),
    tunnel: field(z.boolean(), '暗渠', 'Underground')
  }),
  label: 'name',
  tile: ['class', 'name', 'tunnel'],
  public: ['class', 'name', 'tunnel'],
  paint: [
    {
      slot: 'ground',
      part: 'line',
      key: alike({ line: 'water', width: 3, casing: 'waterText' }),
      draw: (t) => ({
        type: 'line',
        filter: ['!', ['get', 'tunnel']],
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': t.water, 'line-width': zoomed(9, 0.6, 14, 1.6, 18, 6) }
      })
    },
    {
      slot: 'label',
      part: 'name',
      draw: (t) => ({
        type: 'symbol',
        minzoom: 13,
        layout: {
          'symbol-placement': 'line',
          'text-field': ['coalesce', ['get', 'name'], ''],
          'text-size': 13
        },
        paint: { 'text-color': t.waterText, 'text-halo-color': t.halo, 'text-halo-width': 1.2 }
      })
    }
  ]
});
