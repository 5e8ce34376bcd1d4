import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { by } from '#geodata/style/paint.ts';

export const landuse = defineLayer({
  id: 'landuse',
  schema: 'asset',
  title: { zh: '用地', en: 'Land use' },
  group: 'base',
  geometry: 'polygon',
  minzoom: 10,
  maxzoom: 15,
  read: 'map:read',
  owner: 'natural_resources',
  shown: true,
  properties: z.object({
    class: choice('类别', 'Class', {
      residential: ['居住', 'Residential'],
      commercial: ['商业', 'Commercial'],
      industrial: ['工业', 'Industrial'],
      education: ['教育', 'Education'],
      medical: ['医疗', 'Medical'],
      transport: ['交通', 'Transport'],
      culture_sport: ['文体', 'Culture and sport'],
      cemetery: ['墓地', 'Cemetery'],
      agricultural: ['农业', 'Agricultural'],
      construction: ['在建', 'Construction'],
      other: ['其他', 'Other']
    }),
    name: field(z.string(), '名称', 'Name').nullable()
  }),
  label: 'name',
  tile: ['class'],
  public: ['class', 'name'],
  paint: [
    {
      slot: 'ground',
      part: 'fill',
      draw: (t) => ({
        type: 'fill',
        paint: {
          'fill-color': by(
            'class',
            {
              commercial: t.commercial,
              industrial: t.industrial,
              transport: t.industrial,
              education: t.institution,
              medical: t.institution,
              culture_sport: t.green,
              cemetery: t.cemetery,
              agricultural: t.green
            },
            t.residential
          )
        }
      })
    }
  ]
});
