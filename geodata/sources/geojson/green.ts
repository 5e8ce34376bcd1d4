import { green as rule } from '#geodata/sources/osm/green.ts';
import { isRefused, type GeoJsonReading } from '#geodata/sources/rule.ts';
import { tagsOf } from '#geodata/sources/geojson/tags.ts';

/** OpenMapTiles writes the title of a protected area as its class, in the words of the place. */
const protectedWords = /reserve|protected|national_park|special_area|sssi|conservation/;
const words: Record<string, string> = {
  forest: 'wood',
  meadow: 'grass',
  recreation_ground: 'park',
  national_park: 'reserve'
};

export const green: GeoJsonReading = {
  aliases: { class: ['class', 'fclass'], name: ['name:zh', 'name'] },
  translate(row, properties, shape) {
    if (row.class == null) {
      const made = rule(tagsOf(properties), shape);
      return made === null ? row : isRefused(made) ? made : { ...row, class: made.class };
    }
    const word = String(row.class);
    return { ...row, class: words[word] ?? (protectedWords.test(word) ? 'reserve' : word) };
  }
};
