import maplibre, { type LayerSpecification, type StyleSpecification } from 'maplibre-gl';
import type { PointLike } from 'maplibre-gl';

/** Something drawn over the registry's layers: features, and how. Each layer's id is `overlay:<id>:<part>`. */
export interface Overlay {
  data: GeoJSON.FeatureCollection;
  layers: readonly ({ part: string } & Omit<LayerSpecification, 'id' | 'source'>)[];
}

/** A feature of an overlay. */
export interface OverlayFeature {
  overlay: string;
  id: number;
}

const PREFIX = 'overlay:';
const kept = new Map<string, { overlay: Overlay; version: number }>();
let versions = 0;

/**
 * Overlays are given to maplibre by an address of their own. Inside the style, hundreds of thousands of features would
 * be compared one by one at every change of it.
 */
maplibre.addProtocol('overlay', ({ url }) => {
  const [, id = ''] = /^overlay:\/\/([^/]+)\//.exec(url) ?? [];
  return Promise.resolve({
    data: kept.get(decodeURIComponent(id))?.overlay.data ?? { type: 'FeatureCollection', features: [] }
  });
});

/** Puts an overlay in place of the one of that name, or takes it away. */
export function keepOverlay(id: string, overlay: Overlay | null): void {
  const known = kept.get(id);
  if (!overlay) kept.delete(id);
  else kept.set(id, { overlay, version: known?.overlay.data === overlay.data ? known.version : ++versions });
}

/** The style with every overlay on top, in the order they came. */
export function withOverlays(style: StyleSpecification): StyleSpecification {
  const sources = { ...style.sources };
  const layers = [...style.layers];
  for (const [id, { overlay, version }] of kept) {
    const source = PREFIX + id;
    sources[source] = { type: 'geojson', data: `overlay://${encodeURIComponent(id)}/${version}` };
    for (const { part, ...layer } of overlay.layers)
      layers.push({ ...layer, id: `${source}:${part}`, source } as LayerSpecification);
  }
  return { ...style, sources, layers };
}

/** The topmost feature of an overlay near a pixel. */
export function pickOverlay(
  map: maplibre.Map,
  { x, y }: { x: number; y: number },
  reach: number
): OverlayFeature | null {
  if (kept.size === 0) return null;
  for (const r of [2, reach]) {
    const box: [PointLike, PointLike] = [
      [x - r, y - r],
      [x + r, y + r]
    ];
    const found = map
      .queryRenderedFeatures(box)
      .find(({ source, id }) => source.startsWith(PREFIX) && id !== undefined);
    if (found) return { overlay: found.source.slice(PREFIX.length), id: Number(found.id) };
  }
  return null;
}
