import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Tokens } from '#geodata/style/tokens.ts';

/** Where a feature lay in an earlier version. */
export type Outline = GeoJSON.Geometry;

const SOURCE = 'past_outline';

export function outlineSource(outline: Outline): Record<string, SourceSpecification> {
  return { [SOURCE]: { type: 'geojson', data: outline } };
}

/** Dashes on a pale bed, above everything: the old shape beside the selection's present one. */
export function outlineLayers(tokens: Tokens): LayerSpecification[] {
  const line = { 'line-join': 'round' } as const;
  return [
    {
      id: `${SOURCE}:bed`,
      source: SOURCE,
      type: 'line',
      layout: line,
      paint: { 'line-color': tokens.halo, 'line-width': 5 }
    },
    {
      id: `${SOURCE}:line`,
      source: SOURCE,
      type: 'line',
      layout: line,
      paint: { 'line-color': tokens.warning, 'line-width': 3, 'line-dasharray': [2, 1.5] }
    },
    {
      id: `${SOURCE}:spot`,
      source: SOURCE,
      type: 'circle',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 9,
        'circle-color': 'transparent',
        'circle-stroke-color': tokens.warning,
        'circle-stroke-width': 3
      }
    }
  ];
}
