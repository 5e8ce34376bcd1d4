import { footOf, motorOf, surfaceOf } from '#geodata/sources/osm/access.ts';
import { roadClass } from '#geodata/sources/osm/roads.ts';
import { levelOf } from '#geodata/sources/osm/values.ts';
import type { GeoJsonReading, Properties, Row } from '#geodata/sources/rule.ts';

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
    maxspeed_kmh: ['maxspeed_kmh', 'maxspeed'],
    max_height_m: ['max_height_m', 'maxheight'],
    max_width_m: ['max_width_m', 'maxwidth'],
    max_weight_t: ['max_weight_t', 'maxweight'],
    // Where a file has both, `level` is its rank in the network.
    level: ['layer', 'level'],
    motor: ['motor', 'motor_vehicle']
  },
  translate(row, properties) {
    const word = String(row.class ?? '');
    if (tracks.has(word)) return { refused: 'belongs_to_railways', value: word };
    if (elsewhere.has(word)) return { refused: 'not_for_layer', field: 'class', value: word };
    if (word.endsWith('_construction') || word === 'construction' || word === 'proposed')
      return { refused: 'not_in_use' };
    const found = own.has(word) ? { class: word } : roadClass(word);
    if (word && !found) return { refused: 'unknown_value', field: 'class', value: word };
    return { ...row, ...found, ...structure(row, properties.brunnel), ...rules(row), ...passage(row, properties) };
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

/** Words of OpenStreetMap become the layer's; the layer's own and Chinese ones stay, what is neither says nothing. */
function passage({ foot, motor, surface, steps, level }: Row, properties: Properties): Row {
  const word = properties.subclass ?? properties.fclass ?? properties.highway;
  return {
    foot: known(foot, (value) => footOf({ foot: value })),
    motor: known(motor, (value) => motorOf({ motor_vehicle: value })),
    surface: known(surface, surfaceOf),
    steps: steps ?? word === 'steps',
    level: level == null ? level : levelOf(String(level))
  };
}

function known(value: Row[string], read: (value: string) => string | null): Row[string] {
  return typeof value === 'string' && !/\p{Script=Han}/u.test(value) ? read(value) : value;
}
