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
/** Data of every overlay of every open map, by its address. */
const data = new Map<string, GeoJSON.FeatureCollection>();
let made = 0;

/**
 * Overlays are given to maplibre by an address of their own. Inside the style, hundreds of thousands of features would
 * be compared one by one at every change of it.
 */
maplibre.addProtocol('overlay', ({ url }) =>
  Promise.resolve({ data: data.get(url) ?? { type: 'FeatureCollection', features: [] } })
);

/** The overlays of one map. */
export class Overlays {
  readonly #kept = new Map<string, { overlay: Overlay; url: string }>();

  /** Puts an overlay in place of the one of that name, or takes it away. */
  keep(id: string, overlay: Overlay | null): void {
    const known = this.#kept.get(id);
    if (overlay && known?.overlay.data === overlay.data) {
      this.#kept.set(id, { overlay, url: known.url });
      return;
    }
    if (known) data.delete(known.url);
    this.#kept.delete(id);
    if (!overlay) return;
    const url = `overlay://${++made}`;
    data.set(url, overlay.data);
    this.#kept.set(id, { overlay, url });
  }

  /** The style with every overlay on top, in the order they came. */
  over(style: StyleSpecification): StyleSpecification {
    const sources = { ...style.sources };
    const layers = [...style.layers];
    for (const [id, { overlay, url }] of this.#kept) {
      const source = PREFIX + id;
      sources[source] = { type: 'geojson', data: url };
      for (const { part, ...layer } of overlay.layers)
        layers.push({ ...layer, id: `${source}:${part}`, source } as LayerSpecification);
    }
    return { ...style, sources, layers };
  }

  clear(): void {
    for (const { url } of this.#kept.values()) data.delete(url);
    this.#kept.clear();
  }
}

/** The topmost feature of an overlay near a pixel. */
export function pickOverlay(
  map: maplibre.Map,
  { x, y }: { x: number; y: number },
  reach: number
): OverlayFeature | null {
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
