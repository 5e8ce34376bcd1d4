import type { OsmRule } from '#geodata/sources/rule.ts';
import { isYes, namesOf } from '#geodata/sources/osm/values.ts';

const classes = new Set(['river', 'stream', 'canal', 'ditch', 'drain']);

export const waterways: OsmRule = (tags, shape) => {
  if (shape !== 'line' || !tags.waterway) return null;
  // Dams, weirs and locks stand in the water; a wadi or tidal channel flows at times, like a stream.
  const found = tags.waterway === 'wadi' || tags.waterway === 'tidal_channel' ? 'stream' : tags.waterway;
  if (!classes.has(found)) return null;
  return { class: found, name: namesOf(tags).name, tunnel: isYes(tags.tunnel) };
};
