import type { FilterSpecification, SymbolLayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { nameLabel, singlePoint, type DrawnLayer } from '#geodata/style/paint.ts';

const names = nameLabel('name', (t) => t.boundary, 11, { on: true });

export const divisions = defineLayer({
  id: 'divisions',
  schema: 'governance',
  title: { zh: '行政区划', en: 'Divisions' },
  group: 'governance',
  geometry: 'polygon',
  minzoom: 6,
  maxzoom: 15,
  read: 'map:read',
  owner: 'civil_affairs',
  about: {
    zh: '五级行政区划与代码：省、市、县（区）、街道（乡镇）、社区（村）。',
    en: 'The five levels of administrative divisions and their codes, from province to community.'
  },
  sensitivity: 'open',
  updateCycle: 'annual',
  shareCondition: 'unconditional',
  shareTerms: {
    zh: '界线为工作用线，不作为法定行政区域界线；以民政部门公布为准。',
    en: 'Boundaries are working lines and not the statutory ones; what civil affairs publishes is binding.'
  },
  shown: true,
  properties: z.object({
    code: field(z.string(), '区划代码', 'Code'),
    name: field(z.string(), '名称', 'Name'),
    level: field(z.number(), '层级', 'Level', {
      values: {
        1: { zh: '省', en: 'Province' },
        2: { zh: '市', en: 'City' },
        3: { zh: '县（区）', en: 'County or district' },
        4: { zh: '街道（乡镇）', en: 'Township or subdistrict' },
        5: { zh: '社区（村）', en: 'Community or village' }
      }
    }),
    code_authority: choice('代码来源', 'Code authority', {
      MCA: ['民政部门', 'Civil affairs'],
      NBS: ['统计部门', 'Statistics'],
      local: ['本地', 'Local']
    }),
    vintage: field(z.string(), '版本', 'Vintage'),
    geometry_note: field(z.string(), '界线说明', 'About the boundary').nullable()
  }),
  label: 'name',
  tile: ['code', 'name', 'level'],
  public: ['code', 'name', 'level', 'code_authority', 'vintage', 'geometry_note'],
  paint: [
    {
      // Over the grids, whose edges follow it.
      slot: 'boundary',
      part: 'edge',
      key: alike({ line: 'boundary', width: 2, dashes: '8 3 2 3' }),
      draw: (t) => ({
        type: 'line',
        filter: ['step', ['zoom'], ['<=', ['get', 'level'], 3], 11, ['<=', ['get', 'level'], 4], 13, true],
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': t.boundary,
          'line-width': ['match', ['get', 'level'], [1, 2], 2.4, 3, 1.8, 4, 1.3, 0.9],
          'line-opacity': 0.8,
          'line-dasharray': [6, 2, 1, 2]
        }
      })
    },
    {
      slot: 'label',
      part: 'name',
      // Subdistricts, then communities; where grids begin to say their names, both stop.
      draw: (t, lang) => ({
        ...(names.draw(t, lang) as DrawnLayer<SymbolLayerSpecification>),
        maxzoom: 16,
        filter: [
          'all',
          singlePoint,
          ['step', ['zoom'], ['==', ['get', 'level'], 4], 13.5, ['==', ['get', 'level'], 5]]
        ] as FilterSpecification
      })
    }
  ]
});
