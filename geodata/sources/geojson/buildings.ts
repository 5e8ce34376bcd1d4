import { buildings as rule } from '#geodata/sources/osm/buildings.ts';
import { isRefused, type GeoJsonReading } from '#geodata/sources/rule.ts';
import { tagsOf } from '#geodata/sources/geojson/tags.ts';

export const buildings: GeoJsonReading = {
  aliases: {
    number: ['number', 'addr:housenumber', 'housenumber'],
    name: ['name:zh', 'name'],
    floors: ['floors', 'building:levels', 'levels'],
    height_m: ['height_m', 'height', 'render_height']
  },
  translate(row, properties, shape) {
    const made = row.kind == null && properties.building != null ? rule(tagsOf(properties), shape) : null;
    const kind = made && !isRefused(made) ? made.kind : row.kind;
    // Shapefiles cannot say "unknown" and write 0.
    const [floors, height_m] = [row.floors, row.height_m].map((value) => (Number(value) === 0 ? null : value));
    // OpenMapTiles draws what it does not know five metres high.
    const guessed = properties.render_height === 5 && properties.height_m == null && properties.height == null;
    return { ...row, kind, floors, height_m: guessed ? null : height_m };
  }
};
