import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { nameLabel } from '#geodata/style/paint.ts';
import { mark } from '#geodata/style/symbols.ts';

export const keySites = defineLayer({
  id: 'key_sites',
  schema: 'asset',
  title: { zh: '重点场所', en: 'Key sites' },
  group: 'governance',
  geometry: 'point',
  minzoom: 13,
  read: 'asset:read',
  owner: 'emergency_management',
  about: {
    zh: '重点场所及其风险等级与检查周期：危险化学品、学校、医院、养老机构、人员密集场所等。',
    en: 'Sites that need watching, with hazard level and inspection cycle: hazardous chemicals, schools, hospitals, care homes, crowded venues.'
  },
  sensitivity: 'sensitive',
  updateCycle: 'monthly',
  shareCondition: 'conditional',
  shareTerms: {
    zh: '须经应急管理部门同意；位置与联系方式不得对外公布。',
    en: 'With the consent of emergency management; places and telephone numbers are not to be published.'
  },
  shown: true,
  properties: z.object({
    name: field(z.string(), '名称', 'Name'),
    category: field(z.string(), '类别', 'Category', { codes: 'key_site_categories' }),
    hazard: choice('风险', 'Hazard', { low: ['低', 'Low'], medium: ['中', 'Medium'], high: ['高', 'High'] }),
    address: field(z.string(), '地址', 'Address').nullable(),
    duty_phone: field(z.string(), '值班电话', 'Duty telephone').nullable(),
    inspection_cycle_days: field(z.number(), '检查周期', 'Inspection cycle', { unit: '天' }).nullable(),
    inspected_on: field(z.string(), '上次检查', 'Last inspected', { format: 'date' }).nullable()
  }),
  label: 'name',
  tile: ['name', 'category', 'hazard'],
  public: null,
  paint: [
    mark(
      {
        by: 'hazard',
        values: {
          high: { shape: 'diamond', color: 'danger' },
          medium: { shape: 'triangle', color: 'warning' },
          low: { shape: 'circle', color: 'asset' }
        },
        otherwise: { shape: 'square', color: 'muted' }
      },
      {
        by: 'category',
        values: {
          school: 'book',
          kindergarten: 'child',
          hospital: 'cross',
          nursing_home: 'cane',
          hazardous_chemicals: 'flask',
          chemical_warehouse: 'flask',
          fuel_station: 'flame',
          gas_station_cng: 'flame',
          crowded_venue: 'people',
          market: 'bag',
          small_premises: 'house',
          high_rise: 'building',
          underground_space: 'bar',
          heritage: 'star',
          construction_site: 'crane',
          substation: 'bolt',
          water_works: 'water',
          heat_source: 'heat'
        },
        otherwise: 'factory'
      },
      { size: 0.8, emblem: { shape: 'circle', color: 'asset', glyph: 'factory' } }
    ),
    nameLabel('name', (t) => t.text, 15)
  ]
});
