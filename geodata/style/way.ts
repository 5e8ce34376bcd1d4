import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Tokens } from '#geodata/style/tokens.ts';

/**
 * A way or what is reached, over the layers: features whose property `role` is `line`, `from`, `to`, or `reach` (an
 * area; `step` counts them from the widest, 0).
 */
export type Way = GeoJSON.FeatureCollection;

const SOURCE = 'way';

export function waySource(way: Way): Record<string, SourceSpecification> {
  return { [SOURCE]: { type: 'geojson', data: way } };
}

const role = (name: string) => ['==', ['get', 'role'], name] as ['==', ['get', string], string];

/** Areas below lines below ends. Start and end differ by shape as well: a ring, and a filled disc. */
export function wayLayers(tokens: Tokens): LayerSpecification[] {
  const line = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return [
    {
      id: `${SOURCE}:reach`,
      source: SOURCE,
      type: 'fill',
      filter: role('reach'),
      // One area over another: what is reached sooner is darker.
      paint: { 'fill-color': tokens.accent, 'fill-opacity': 0.16 }
    },
    {
      id: `${SOURCE}:rim`,
      source: SOURCE,
      type: 'line',
      filter: role('reach'),
      paint: { 'line-color': tokens.accent, 'line-width': ['+', 1, ['*', 0.75, ['get', 'step']]] }
    },
    {
      id: `${SOURCE}:bed`,
      source: SOURCE,
      type: 'line',
      filter: role('line'),
      layout: line,
      paint: { 'line-color': tokens.halo, 'line-width': 9 }
    },
    {
      id: `${SOURCE}:line`,
      source: SOURCE,
      type: 'line',
      filter: role('line'),
      layout: line,
      paint: { 'line-color': tokens.accent, 'line-width': 5 }
    },
    {
      id: `${SOURCE}:from`,
      source: SOURCE,
      type: 'circle',
      filter: role('from'),
      paint: {
        'circle-radius': 7,
        'circle-color': tokens.halo,
        'circle-stroke-color': tokens.accent,
        'circle-stroke-width': 4
      }
    },
    {
      id: `${SOURCE}:to`,
      source: SOURCE,
      type: 'circle',
      filter: role('to'),
      paint: {
        'circle-radius': 9,
        'circle-color': tokens.selected,
        'circle-stroke-color': tokens.halo,
        'circle-stroke-width': 3
      }
    }
  ];
}
