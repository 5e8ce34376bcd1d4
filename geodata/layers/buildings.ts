import { z } from 'zod';
import { choice, defineLayer, field } from '#geodata/layers/define.ts';
import { alike } from '#geodata/style/keys.ts';
import { nameLabel, zoomed } from '#geodata/style/paint.ts';

export const buildings = defineLayer({
  id: 'buildings',
  schema: 'asset',
  title: { zh: '建筑', en: 'Buildings' },
  group: 'base',
  geometry: 'polygon',
  minzoom: 14,
  aggregated: true,
  read: 'map:read',
  owner: 'housing',
  about: {
    zh: '房屋建筑轮廓，含用途、层数、高度与地址。',
    en: 'Building outlines with use, floors, height and address.'
  },
  sensitivity: 'open',
  updateCycle: 'quarterly',
  shareCondition: 'unconditional',
  shareTerms: {
    zh: '单元数与户数仅供政务部门内部使用，不对外公开。',
    en: 'Units and households are for the administration only and not published.'
  },
  shown: true,
  properties: z.object({
    number: field(z.string(), '楼号', 'Number').nullable(),
    name: field(z.string(), '名称', 'Name').nullable(),
    kind: choice('用途', 'Use', {
      residential: ['住宅', 'Residential'],
      commercial: ['商业', 'Commercial'],
      office: ['办公', 'Office'],
      industrial: ['工业', 'Industrial'],
      education: ['教育', 'Education'],
      medical: ['医疗', 'Medical'],
      public: ['公共', 'Public'],
      transport: ['交通', 'Transport'],
      religious: ['宗教', 'Religious'],
      ancillary: ['附属', 'Ancillary'],
      other: ['其他', 'Other']
    }),
    floors: field(z.number(), '层数', 'Floors').nullable(),
    height_m: field(z.number(), '高度', 'Height', { unit: 'm' }).nullable(),
    units: field(z.number(), '单元', 'Units').nullable(),
    households: field(z.number(), '户数', 'Households').nullable(),
    address: field(z.string(), '地址', 'Address').nullable(),
    compound_id: field(z.number(), '所属小区', 'Compound', { layer: 'compounds' }).nullable()
  }),
  label: 'name',
  tile: ['number', 'name', 'kind', 'floors', 'height_m'],
  public: ['number', 'name', 'kind', 'floors', 'height_m', 'address', 'compound_id'],
  paint: [
    {
      slot: 'building',
      part: 'flat',
      key: alike({ fill: 'building', edge: 'buildingLine' }),
      emblem: { shape: 'square', color: 'muted', glyph: 'building' },
      draw: (t) => ({
        type: 'fill',
        maxzoom: 15,
        filter: ['!', ['has', 'point_count']],
        paint: { 'fill-color': t.building, 'fill-outline-color': t.buildingLine }
      })
    },
    {
      // Three metres a floor where the height is not known: true to the number of floors, not to the metre.
      slot: 'building',
      part: 'body',
      draw: (t) => ({
        type: 'fill-extrusion',
        minzoom: 15,
        paint: {
          'fill-extrusion-color': t.building,
          'fill-extrusion-height': ['coalesce', ['get', 'height_m'], ['*', 3, ['coalesce', ['get', 'floors'], 2]]],
          'fill-extrusion-opacity': zoomed(15, 0.7, 17, 0.9),
          'fill-extrusion-vertical-gradient': true
        }
      })
    },
    nameLabel('number', (t) => t.muted, 17, { on: true })
  ]
});
