import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { nameLabel } from '#geodata/style/paint.ts';
import { mark } from '#geodata/style/symbols.ts';

export const servicePoints = defineLayer({
  id: 'service_points',
  schema: 'asset',
  title: { zh: '服务点', en: 'Service points' },
  group: 'services',
  geometry: 'point',
  minzoom: 14,
  read: 'map:read',
  owner: 'civil_affairs',
  about: {
    zh: '居民身边的服务点：医疗、养老、托育、政务、社区服务等，含开放时间与无障碍。',
    en: 'Services near residents: medical, elder and child care, government and community services, with opening hours and step-free access.'
  },
  sensitivity: 'open',
  updateCycle: 'monthly',
  shareCondition: 'unconditional',
  shown: true,
  properties: z.object({
    name: field(z.string(), '名称', 'Name'),
    name_en: field(z.string(), '英文名', 'English name').nullable(),
    category: field(z.string(), '类别', 'Category', { codes: 'service_categories' }),
    address: field(z.string(), '地址', 'Address').nullable(),
    phone: field(z.string(), '电话', 'Telephone').nullable(),
    opening_hours: field(z.string(), '开放时间', 'Opening hours').nullable(),
    services: field(z.string(), '服务事项', 'Services').nullable(),
    wheelchair: choice('无障碍', 'Step-free', {
      yes: ['可无障碍进入', 'Yes'],
      limited: ['部分', 'Limited'],
      no: ['否', 'No']
    }).nullable()
  }),
  label: 'name',
  tile: ['name', 'name_en', 'category', 'opening_hours', 'wheelchair'],
  public: ['name', 'name_en', 'category', 'address', 'phone', 'opening_hours', 'services', 'wheelchair'],
  paint: [
    mark(
      { otherwise: { shape: 'circle', color: 'service' } },
      {
        by: 'category',
        values: {
          medical: 'cross',
          elder_care: 'cane',
          child_care: 'child',
          education: 'book',
          government: 'building',
          community: 'people',
          dining: 'bowl',
          shopping: 'bag',
          culture_sport: 'ball',
          finance: 'coin',
          parcel: 'parcel',
          repair: 'tool',
          transport: 'bus',
          charging: 'bolt',
          toilet: 'toilet',
          worship: 'star'
        },
        otherwise: 'dot'
      },
      { emblem: { shape: 'circle', color: 'service', glyph: 'people' } }
    ),
    nameLabel('name', (t) => t.service, 16, { english: 'name_en' })
  ]
});
