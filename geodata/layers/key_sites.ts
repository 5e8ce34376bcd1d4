import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { by, dot, nameLabel } from '#geodata/style/paint.ts';

export const keySites = defineLayer({
  id: 'key_sites',
  schema: 'asset',
  title: { zh: '重点场所', en: 'Key sites' },
  group: 'governance',
  geometry: 'point',
  minzoom: 13,
  read: 'asset:read',
  owner: 'emergency_management',
  shown: true,
  properties: z.object({
    name: field(z.string(), '名称', 'Name'),
    category: field(z.string(), '类别', 'Category', { codes: 'key_site_categories' }),
    hazard: choice('风险', 'Hazard', { low: ['低', 'Low'], medium: ['中', 'Medium'], high: ['高', 'High'] }),
    address: field(z.string(), '地址', 'Address').nullable(),
    duty_phone: field(z.string(), '值班电话', 'Duty telephone').nullable(),
    inspection_cycle_days: field(z.number(), '检查周期', 'Inspection cycle', { unit: '天' }).nullable(),
    inspected_on: field(z.string(), '上次检查', 'Last inspected').nullable()
  }),
  label: 'name',
  tile: ['name', 'category', 'hazard'],
  public: null,
  paint: [
    dot((t) => by('hazard', { high: t.danger, medium: t.warning }, t.asset), 6),
    nameLabel('name', (t) => t.text, 15)
  ]
});
