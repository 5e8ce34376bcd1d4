import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { nameLabel, zoomed } from '#geodata/style/paint.ts';

export const grids = defineLayer({
  id: 'grids',
  schema: 'governance',
  title: { zh: '网格', en: 'Grids' },
  group: 'governance',
  geometry: 'polygon',
  minzoom: 12,
  read: 'governance:read',
  owner: 'social_work',
  about: {
    zh: '基层治理网格：基础网格、管理网格与专属网格的范围和代码。',
    en: 'Grids of community governance: extent and code of unit, management and exclusive grids.'
  },
  sensitivity: 'internal',
  updateCycle: 'as_needed',
  shareCondition: 'conditional',
  shareTerms: {
    zh: '供政务部门履行基层治理职责使用；网格调整以审批生效的版本为准。',
    en: 'For departments in their work of community governance; the approved version in force is binding.'
  },
  shown: true,
  properties: z.object({
    code: field(z.string(), '网格代码', 'Grid code'),
    name: field(z.string(), '名称', 'Name'),
    kind: choice('类型', 'Kind', {
      unit: ['基础网格', 'Unit grid'],
      management: ['管理网格', 'Management grid'],
      exclusive: ['专属网格', 'Exclusive grid']
    }),
    area_m2: field(z.number(), '面积', 'Area', { unit: 'm²' })
  }),
  label: 'name',
  tile: ['code', 'name', 'kind'],
  public: null,
  paint: [
    {
      slot: 'area',
      part: 'fill',
      draw: (t) => ({
        type: 'fill',
        paint: {
          'fill-color': t.grid,
          'fill-opacity': [
            'case',
            ['boolean', ['feature-state', 'hover'], false],
            0.16,
            ['==', ['get', 'kind'], 'exclusive'],
            0.1,
            0.03
          ]
        }
      })
    },
    {
      slot: 'outline',
      part: 'edge',
      key: alike({ fill: 'grid', edge: 'grid' }),
      draw: (t) => ({
        type: 'line',
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': t.grid,
          'line-width': zoomed(12, 0.4, 14, 0.8, 17, 1.6),
          'line-opacity': zoomed(12, 0.5, 16, 0.8)
        }
      })
    },
    nameLabel('name', (t) => t.grid, 15.8, { on: true })
  ]
});
