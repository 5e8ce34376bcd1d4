import type { Words } from '#geodata/layers/define.ts';

/** Why a feature of a delivery is not taken. The keys are stored with each import and never change. */
export const reasons = {
  address_ambiguous: { zh: '地址可能指多个地点', en: 'the address could mean several places' },
  address_not_found: { zh: '现有数据中找不到该地址', en: 'the address is not among what the map holds' },
  administrative_boundary: {
    zh: '行政区域界线不从开放地图获取，以国家标准地图为准',
    en: 'administrative boundaries are not taken from open maps; the national standard map decides'
  },
  belongs_to_railways: { zh: '属于 railways 图层', en: 'belongs to the layer railways' },
  check_broken: { zh: '不符合该图层的约束', en: 'breaks a rule of the layer' },
  coordinates_out_of_range: { zh: '坐标超出经纬度范围', en: 'coordinates outside longitude and latitude' },
  degenerate_geometry: { zh: '图形退化，没有长度或面积', en: 'the geometry has no length or no area' },
  malformed_geometry: { zh: '坐标不完整或不是数字', en: 'coordinates missing or not numbers' },
  missing_value: { zh: '缺少必填字段', en: 'a required field is missing' },
  no_geometry: { zh: '没有图形', en: 'no geometry' },
  no_name: { zh: '没有名称', en: 'no name' },
  not_a_feature: { zh: '不是有效的 GeoJSON 要素', en: 'not a GeoJSON feature' },
  not_for_layer: { zh: '不属于该图层', en: 'not a thing of this layer' },
  not_in_use: { zh: '规划、在建或已废弃', en: 'planned, under construction or abandoned' },
  not_unique: { zh: '与另一要素的唯一编号相同', en: 'a code that must be unique is used by another feature' },
  outside_scope: { zh: '不在导入者的管辖范围内', en: 'lies outside the scope of whoever brings it' },
  route_relation: { zh: '线路关系不导入', en: 'route relations are not imported' },
  sensitive: { zh: '军事等敏感设施不导入', en: 'military and other sensitive facilities are not taken' },
  swapped_axes: { zh: '经纬度顺序疑似颠倒', en: 'longitude and latitude seem to be swapped' },
  too_many_vertices: { zh: '顶点过多', en: 'too many vertices' },
  unknown_value: { zh: '字段取值不在允许范围内', en: 'a value the layer does not know' },
  wrong_geometry: { zh: '图形类型与图层不符', en: 'not the kind of geometry this layer holds' },
  wrong_type: { zh: '字段类型不符', en: 'a value of the wrong type' }
} as const satisfies Record<string, Words>;

export type Reason = keyof typeof reasons;
