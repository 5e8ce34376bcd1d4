import type { Box } from '$lib/api.ts';
import type { TemporaryLayer } from '$lib/temporary/keep.ts';
import type { Place, TemporaryFeature } from '$lib/temporary/types.ts';

/** What a feature is called: the field that is named so, else its first text. */
export function titleOf({ fields }: Pick<TemporaryLayer, 'fields'>, { properties }: TemporaryFeature): string | null {
  const named = fields.find(({ name }) => /^(?:name|名称|姓名|标题|title|地址|address)$/i.test(name));
  const text = named ?? fields.find(({ kind, distinct }) => kind === 'text' && distinct > 1);
  const value = text && properties[text.name];
  return value === undefined || value === null || value === '' ? null : String(value).slice(0, 80);
}

/** The box a geometry lies in. */
export function boxOf({ geometry }: TemporaryFeature): Box {
  const box: Box = [180, 90, -180, -90];
  const parts = geometry.type === 'GeometryCollection' ? geometry.geometries : [geometry];
  for (const part of parts) if ('coordinates' in part) stretch(part.coordinates, box);
  return box;
}

function stretch(nested: unknown, box: Box): void {
  const [x, y] = nested as [number, number];
  if (typeof x !== 'number') return (nested as unknown[]).forEach((inner) => stretch(inner, box));
  box[0] = Math.min(box[0], x);
  box[1] = Math.min(box[1], y);
  box[2] = Math.max(box[2], x);
  box[3] = Math.max(box[3], y);
}

/** Nearest to a place first, by the middle of their boxes. */
export function byDistance(features: readonly TemporaryFeature[], [lng, lat]: Place): TemporaryFeature[] {
  const squeeze = Math.cos((lat * Math.PI) / 180);
  return features
    .map((feature) => {
      const [west, south, east, north] = boxOf(feature);
      return { feature, far: Math.hypot(((west + east) / 2 - lng) * squeeze, (south + north) / 2 - lat) };
    })
    .sort((a, b) => a.far - b.far)
    .map(({ feature }) => feature);
}
