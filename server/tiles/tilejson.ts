import { fieldsOf, type Layer } from '#geodata/layers/define.ts';

/** Every imported city comes from OpenStreetMap, whose licence asks for its name on the map. */
const ATTRIBUTION = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>';

/** TileJSON 3.0 of a layer: where its tiles are, at which zooms, and what their fields are called. */
export function tileJson(
  layer: Layer,
  projection: 'staff' | 'public',
  lang: 'zh' | 'en',
  origin: string,
  asOf?: string
) {
  const minzoom = layer.aggregated ? 0 : layer.minzoom;
  const zooms = { minzoom, maxzoom: layer.maxzoom };
  return {
    tilejson: '3.0.0',
    name: layer.title[lang],
    attribution: ATTRIBUTION,
    tiles: [`${new URL(origin).origin}/tiles/${layer.id}/{z}/{x}/{y}${asOf ? `?as_of=${asOf}` : ''}`],
    ...zooms,
    vector_layers: [{ id: layer.id, description: layer.title[lang], ...zooms, fields: fields(layer, projection, lang) }]
  };
}

function fields(layer: Layer, projection: 'staff' | 'public', lang: 'zh' | 'en'): Record<string, string> {
  const words = fieldsOf(layer);
  const drawn = layer.tile.filter((column) => projection === 'staff' || layer.public?.includes(column));
  const counted = { point_count: lang === 'zh' ? '数量（低缩放级别）' : 'How many (at low zooms)' };
  return {
    ...Object.fromEntries(drawn.map((column) => [column, words[column]![lang]])),
    ...(layer.aggregated ? counted : {})
  };
}
