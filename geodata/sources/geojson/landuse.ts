import { landuseClass } from '#geodata/sources/osm/landuse.ts';
import type { GeoJsonReading } from '#geodata/sources/rule.ts';

/** Words of OpenMapTiles' landuse layer that OpenStreetMap keeps under other keys. */
const more: Record<string, string> = {
  pitch: 'culture_sport',
  library: 'culture_sport',
  bbq: 'culture_sport',
  traffic_park: 'culture_sport',
  dam: 'other',
  animal_shelter: 'other',
  highway: 'transport'
};
const green = new Set(['grass', 'garden', 'recreation_ground', 'park', 'wood', 'forest']);

export const landuse: GeoJsonReading = {
  aliases: { class: ['class', 'landuse', 'fclass'], name: ['name:zh', 'name'] },
  translate(row) {
    const word = String(row.class ?? '');
    if (word === 'military' || word === 'prison') return { refused: 'sensitive' };
    if (green.has(word)) return { refused: 'not_for_layer', field: 'class', value: word };
    return { ...row, class: landuseClass(word) ?? more[word] ?? row.class };
  }
};
