import type { Preview, Spot } from '#geodata/schemas/delivery.ts';
import { themes, type Theme } from '#geodata/style/tokens.ts';
import type { Overlay } from '$lib/map/overlays.ts';
import { drawTemporary } from '$lib/temporary/style.ts';

const look = { colour: 'asset', size: 'medium', by: null } as const;

/** The first rows of a delivery as they would lie; the id of each is its number in the file. */
export function rowsOverlay({ rows }: Preview, theme: Theme, chosen: number | null): Overlay {
  const features = rows.flatMap(({ ord, geometry }): GeoJSON.Feature[] =>
    geometry ? [{ type: 'Feature', id: ord, geometry: geometry as GeoJSON.Geometry, properties: {} }] : []
  );
  return {
    data: { type: 'FeatureCollection', features },
    layers: drawTemporary(look, { fields: [], shapes: ['polygon', 'line', 'point'] }, theme, chosen)
  };
}

/** Arrows from where features lie to where they would lie without the shift. */
export function arrowsOverlay({ frame: { shift } }: Preview, theme: Theme): Overlay | null {
  if (!shift) return null;
  const tokens = themes[theme];
  const features = shift.arrows.map(({ from, to }, index): GeoJSON.Feature => ({
    ...{ type: 'Feature', id: index, properties: {} },
    geometry: { type: 'MultiLineString', coordinates: [[from, to], ...barbs(from, to).map((barb) => [to, barb])] }
  }));
  const layout = { 'line-cap': 'round' };
  const line = (part: string, color: string, width: number) =>
    ({ part, type: 'line', layout, paint: { 'line-color': color, 'line-width': width } }) as Overlay['layers'][number];
  return {
    data: { type: 'FeatureCollection', features },
    layers: [line('casing', tokens.halo, 6), line('arrow', tokens.danger, 2.5)]
  };
}

/** The two strokes of an arrow's head, a quarter of its length. */
function barbs(from: Spot, to: Spot): Spot[] {
  const squeeze = Math.cos((to[1] * Math.PI) / 180);
  const [dx, dy] = [(from[0] - to[0]) * squeeze, from[1] - to[1]];
  return [-0.5, 0.5].map((angle): Spot => {
    const [cos, sin] = [Math.cos(angle) / 4, Math.sin(angle) / 4];
    return [to[0] + (dx * cos - dy * sin) / squeeze, to[1] + dx * sin + dy * cos];
  });
}
