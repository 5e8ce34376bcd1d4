import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { mark } from '#geodata/style/symbols.ts';

export const components = defineLayer({
  id: 'components',
  schema: 'asset',
  title: { zh: '管理部件', en: 'Managed components' },
  group: 'facilities',
  geometry: 'point',
  minzoom: 15,
  read: 'asset:read',
  owner: 'urban_management',
  about: {
    zh: '城市管理部件：公用、交通、市容、园林等类设施的位置、状态、主管与养护单位。',
    en: 'Managed components of the city: where public, traffic, street and park facilities stand, their state, department and maintainer.'
  },
  sensitivity: 'internal',
  updateCycle: 'monthly',
  shareCondition: 'conditional',
  shareTerms: {
    zh: '供城市管理与养护单位在职责范围内使用。',
    en: 'For city management and maintainers within their duties.'
  },
  properties: z.object({
    code: field(z.string(), '部件标识码', 'Component code').nullable(),
    kind_code: field(z.string(), '部件类型', 'Kind', { codes: 'component_kinds' }),
    name: field(z.string(), '名称', 'Name'),
    status: choice('状态', 'Status', {
      intact: ['完好', 'Intact'],
      damaged: ['破损', 'Damaged'],
      lost: ['丢失', 'Lost'],
      abandoned: ['废弃', 'Abandoned'],
      removed: ['移除', 'Removed']
    }),
    department: field(z.string(), '主管部门', 'Department').nullable(),
    maintainer: field(z.string(), '养护单位', 'Maintained by').nullable()
  }),
  label: 'name',
  tile: ['kind_code', 'name', 'status'],
  public: null,
  paint: [
    mark(
      {
        by: 'status',
        values: {
          intact: { shape: 'circle', color: 'muted' },
          damaged: { shape: 'triangle', color: 'warning' },
          lost: { shape: 'diamond', color: 'danger' }
        },
        otherwise: { shape: 'square', color: 'muted' }
      },
      { otherwise: 'dot' },
      { size: 0.5, emblem: { shape: 'circle', color: 'muted', glyph: 'tool' } }
    )
  ]
});
