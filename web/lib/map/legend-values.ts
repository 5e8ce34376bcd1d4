import type { Map as MapLibre } from 'maplibre-gl';
import { findLayer } from '#geodata/layers/index.ts';

/** Properties a layer's legend is told by. */
const keyProperties = new Map<string, string[]>();
function propertiesOf(layer: string): string[] {
  let known = keyProperties.get(layer);
  if (!known) {
    const keys = findLayer(layer)?.paint.flatMap((part) => part.key ?? []) ?? [];
    known = [...new Set(keys.flatMap(({ property }) => property ?? []))];
    keyProperties.set(layer, known);
  }
  return known;
}

/**
 * What is drawn now: `layer`, `layer#counts` where it is drawn as counts, and `layer.property=value` for every value its
 * legend knows.
 */
export function valuesOnScreen(map: MapLibre): Set<string> {
  const seen = new Set<string>();
  for (const { source, properties } of map.queryRenderedFeatures()) {
    if (properties.point_count !== undefined) {
      seen.add(`${source}#counts`);
      continue;
    }
    seen.add(source);
    for (const property of propertiesOf(source)) seen.add(`${source}.${property}=${properties[property]}`);
  }
  return seen;
}
