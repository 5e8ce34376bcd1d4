import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { zoomed } from '#geodata/style/paint.ts';

export const railways = defineLayer({
  id: 'railways',
  schema: 'asset',
  title: { zh: '铁路', en: 'Railways' },
  group: 'base',
  geometry: 'line',
  minzoom: 8,
  maxzoom: 15,
  read: 'map:read',
  owner: 'transport',
  about: {
    zh: '铁路、轻轨、地铁与有轨电车线路。',
    en: 'Tracks of railways, light rail, metro and trams.'
  },
  sensitivity: 'open',
  updateCycle: 'annual',
  shareCondition: 'unconditional',
  shown: true,
  properties: z.object({
    class: choice('类别', 'Class', {
      rail: ['铁路', 'Railway'],
      light_rail: ['轻轨', 'Light rail'],
      subway: ['地铁', 'Metro'],
      tram: ['有轨电车', 'Tram'],
      narrow_gauge: ['窄轨', 'Narrow gauge'],
      other: ['其他', 'Other']
    }),
    name: field(z.string(), '名称', 'Name').nullable(),
    service: field(z.boolean(), '站线', 'Service track'),
    bridge: field(z.boolean(), '桥', 'Bridge'),
    tunnel: field(z.boolean(), '隧道', 'Tunnel')
  }),
  label: 'name',
  tile: ['class', 'name', 'service', 'bridge', 'tunnel'],
  public: ['class', 'name', 'service', 'bridge', 'tunnel'],
  paint: [
    {
      slot: 'line',
      part: 'track',
      key: alike({ line: 'surface', width: 3, casing: 'rail', dashes: '6 6' }),
      draw: (t) => ({
        type: 'line',
        filter: ['!', ['get', 'tunnel']],
        paint: {
          'line-color': t.rail,
          'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.8, 14, ['case', ['get', 'service'], 1.2, 3], 18, 5]
        }
      })
    },
    {
      // White dashes over the dark line: the railway symbol of Chinese maps.
      slot: 'line',
      part: 'dash',
      draw: (t) => ({
        type: 'line',
        minzoom: 12,
        filter: ['all', ['==', ['get', 'class'], 'rail'], ['!', ['get', 'service']], ['!', ['get', 'tunnel']]],
        paint: { 'line-color': t.surface, 'line-width': zoomed(12, 1, 14, 1.6, 18, 3), 'line-dasharray': [4, 4] }
      })
    }
  ]
});
