import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { keyed } from '#geodata/style/keys.ts';
import { by } from '#geodata/style/paint.ts';
import type { Tokens } from '#geodata/style/tokens.ts';

const fills: Record<string, keyof Tokens> = {
  commercial: 'commercial',
  industrial: 'industrial',
  transport: 'industrial',
  education: 'institution',
  medical: 'institution',
  culture_sport: 'green',
  cemetery: 'cemetery',
  agricultural: 'green'
};

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
  about: {
    zh: '用地现状图斑，按用途分类；供底图与分析使用，不作为权属或规划依据。',
    en: 'Parcels of present land use by class, for the base map and analysis; no proof of title or of planning.'
  },
  sensitivity: 'open',
  updateCycle: 'annual',
  shareCondition: 'unconditional',
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
      key: keyed('class', fills, (fill) => ({ fill, edge: 'muted' }), { fill: 'residential', edge: 'muted' }),
      draw: (t) => ({
        type: 'fill',
        paint: {
          'fill-color': by(
            'class',
            Object.fromEntries(Object.entries(fills).map(([name, fill]) => [name, t[fill]])),
            t.residential
          )
        }
      })
    }
  ]
});
