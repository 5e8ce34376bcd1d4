import { roadClass } from '#geodata/sources/osm/roads.ts';
import type { GeoJsonReading, Row } from '#geodata/sources/rule.ts';

const elsewhere = new Set(['ferry', 'pier', 'bridge', 'aerialway', 'raceway']);
const tracks = new Set(['rail', 'transit', 'subway', 'light_rail', 'tram', 'funicular']);
/** Our class, or the OpenMapTiles word that already is one. */
const own = new Set(['minor', 'path', 'service', 'track']);
const directions: Record<string, number> = {
  F: 1,
  T: -1,
  B: 0,
  yes: 1,
  no: 0,
  true: 1,
  false: 0,
  '1': 1,
  '-1': -1,
  '0': 0
};

/** Roads of OpenMapTiles (`class`, `brunnel`) and Geofabrik shapefiles (`fclass`, `oneway=F/T/B`, `maxspeed=0`). */
export const roads: GeoJsonReading = {
  aliases: {
    class: ['class', 'fclass', 'highway'],
    link: ['link', 'ramp'],
    name: ['name:zh', 'name'],
    name_en: ['name_en', 'name:en'],
    maxspeed_kmh: ['maxspeed_kmh', 'maxspeed']
  },
  translate(row, properties) {
    const word = String(row.class ?? '');
    if (tracks.has(word)) return { refused: 'belongs_to_railways', value: word };
    if (elsewhere.has(word)) return { refused: 'not_for_layer', field: 'class', value: word };
    if (word.endsWith('_construction') || word === 'construction' || word === 'proposed')
      return { refused: 'not_in_use' };
    const found = own.has(word) ? { class: word } : roadClass(word);
    if (word && !found) return { refused: 'unknown_value', field: 'class', value: word };
    return { ...row, ...found, ...structure(row, properties.brunnel), ...rules(row) };
  }
};

function structure(row: Row, brunnel: unknown): Row {
  if (typeof brunnel !== 'string') return {};
  return { bridge: row.bridge ?? brunnel === 'bridge', tunnel: row.tunnel ?? brunnel === 'tunnel' };
}

function rules({ oneway, maxspeed_kmh, lanes }: Row): Row {
  return {
    oneway: oneway == null ? oneway : (directions[String(oneway)] ?? oneway),
    // Shapefiles cannot say "unknown" and write 0.
    maxspeed_kmh: Number(maxspeed_kmh) === 0 ? null : maxspeed_kmh,
    lanes: Number(lanes) === 0 ? null : lanes
  };
}
