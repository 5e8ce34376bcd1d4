import { z } from 'zod';
import { defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { nameLabel, zoomed } from '#geodata/style/paint.ts';

export const compounds = defineLayer({
  id: 'compounds',
  schema: 'asset',
  title: { zh: '小区', en: 'Compounds' },
  group: 'governance',
  geometry: 'polygon',
  minzoom: 14,
  aggregated: true,
  read: 'map:read',
  owner: 'housing',
  about: {
    zh: '住宅小区范围，含物业服务企业、合同起止与建成年份；中国地址的基本单元。',
    en: 'Residential compounds with their property company, its contract and their year of building: the unit of Chinese addresses.'
  },
  sensitivity: 'open',
  updateCycle: 'quarterly',
  shareCondition: 'unconditional',
  shown: true,
  properties: z.object({
    name: field(z.string(), '名称', 'Name'),
    property_company: field(z.string(), '物业服务企业', 'Property company').nullable(),
    contract_from: field(z.string(), '物业合同起始', 'Contract from', { format: 'date' }).nullable(),
    contract_until: field(z.string(), '物业合同截止', 'Contract until', { format: 'date' }).nullable(),
    built_year: field(z.number(), '建成', 'Built', { unit: '年' }).nullable()
  }),
  label: 'name',
  tile: ['name'],
  public: ['name', 'property_company', 'contract_from', 'contract_until', 'built_year'],
  paint: [
    {
      slot: 'outline',
      part: 'edge',
      key: alike({ line: 'compound', width: 1.5, dashes: '4 3' }),
      emblem: { shape: 'square', color: 'compound', glyph: 'house' },
      draw: (t) => ({
        type: 'line',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: {
          'line-color': t.compound,
          'line-width': zoomed(14, 0.6, 17, 1.4),
          'line-dasharray': [3, 2],
          'line-opacity': 0.7
        }
      })
    },
    nameLabel('name', (t) => t.compound, 15.4, { on: true })
  ]
});
