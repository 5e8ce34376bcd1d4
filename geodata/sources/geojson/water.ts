import { water as rule } from '#geodata/sources/osm/water.ts';
import { isRefused, type GeoJsonReading } from '#geodata/sources/rule.ts';
import { tagsOf } from '#geodata/sources/geojson/tags.ts';

export const water: GeoJsonReading = {
  aliases: { class: ['class', 'water', 'fclass'], name: ['name:zh', 'name'] },
  translate(row, properties, shape) {
    if (row.class != null) return { ...row, class: row.class === 'water' ? 'other' : row.class };
    const made = rule(tagsOf(properties), shape);
    return made === null ? row : isRefused(made) ? made : { ...made, ...row, class: made.class };
  }
};
