import { refusedForAll } from '#geodata/sources/osm/refusals.ts';
import { isRefused, type GeoJsonReading, type OsmRule, type Row } from '#geodata/sources/rule.ts';
import { tagsOf } from '#geodata/sources/geojson/tags.ts';

/**
 * Reading of a layer whose rows say themselves what they are (`column` is filled) or can be understood through the
 * OpenStreetMap rule. What the file states in the layer's own columns wins over what the rule makes of it.
 */
export function fromTags(column: string, rule: OsmRule, aliases: Record<string, readonly string[]>): GeoJsonReading {
  return {
    aliases,
    translate(row, properties, shape) {
      if (row[column] != null) return row;
      const tags = tagsOf(properties);
      const refused = refusedForAll(tags);
      if (refused) return { refused };
      const made = rule(tags, shape);
      if (made === null) return { refused: 'not_for_layer', value: wordOf(properties) };
      return isRefused(made) ? made : { ...made, ...stated(row) };
    }
  };
}

function stated(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value != null));
}

function wordOf({ class: group, subclass, fclass }: Record<string, unknown>): string | undefined {
  const words = [...new Set([group, subclass, fclass])].filter((word) => typeof word === 'string');
  return words.length > 0 ? words.join('/') : undefined;
}
