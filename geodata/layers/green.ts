import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { nameLabel } from '#geodata/style/paint.ts';

export const green = defineLayer({
  id: 'green',
  schema: 'asset',
  title: { zh: '绿地', en: 'Green' },
  group: 'base',
  geometry: 'polygon',
  minzoom: 8,
  maxzoom: 15,
  read: 'map:read',
  owner: 'parks',
  about: {
    zh: '公园、林地、草地、运动场等绿地与开敞空间。',
    en: 'Parks, woods, grass, pitches and other green and open space.'
  },
  sensitivity: 'open',
  updateCycle: 'annual',
  shareCondition: 'unconditional',
  shown: true,
  properties: z.object({
    class: choice('类别', 'Class', {
      park: ['公园', 'Park'],
      garden: ['花园', 'Garden'],
      wood: ['林地', 'Wood'],
      grass: ['草地', 'Grass'],
      scrub: ['灌丛', 'Scrub'],
      wetland: ['湿地', 'Wetland'],
      reserve: ['保护区', 'Reserve'],
      pitch: ['运动场', 'Pitch'],
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
      key: alike({ fill: 'green', edge: 'greenText' }),
      draw: (t) => ({
        type: 'fill',
        paint: { 'fill-color': t.green, 'fill-opacity': ['match', ['get', 'class'], 'reserve', 0.5, 1] }
      })
    },
    nameLabel('name', (t) => t.greenText, 14, { on: true })
  ]
});
