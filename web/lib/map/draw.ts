import maplibre from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Layer } from '#geodata/layers/define.ts';
import { findLayer } from '#geodata/layers/index.ts';
import { buildStyle, tilesOf, type StyleOptions } from '#geodata/style/build.ts';
import type { Box, Point } from '$lib/api.ts';
import { setFlag } from '$lib/map/feature-flag.ts';
import { drawMissingImages } from '$lib/map/images.ts';
import { listenToPointer } from '$lib/map/interaction.ts';
import { valuesOnScreen } from '$lib/map/legend-values.ts';
import type { DrawnMap, MapState, Selection, View } from '$lib/map/map-state.svelte.ts';
import { mendTextMetrics } from '$lib/map/mend-text-metrics.ts';
import { tilesInBox } from '$lib/map/mercator.ts';
import { Overlays } from '$lib/map/overlays.ts';

export interface OpenMap extends DrawnMap {
  restyle(options: StyleOptions): void;
  close(): void;
}

const RETRY_MS = 5000;

mendTextMetrics();

/** Opens the map in an element and keeps `state` in step with it. Resolves when its first style stands. */
export function openMap(
  container: HTMLElement,
  state: MapState,
  options: StyleOptions,
  words: Record<string, string>
): Promise<OpenMap> {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const map = new maplibre.Map({
    container,
    style: buildStyle(options),
    ...state.view,
    minZoom: 3,
    maxZoom: 20,
    maxPitch: 70,
    attributionControl: false,
    locale: words,
    fadeDuration: still.matches ? 0 : 150,
    // The server's ETag decides whether a kept tile still holds; asking costs an empty answer.
    transformRequest: (url) => (url.includes('/basemaps/') ? { url } : { url, cache: 'no-cache' })
  });
  // For tests, and for whoever looks at a map from the browser's console.
  Object.assign(container, { map });
  map.touchZoomRotate.disableRotation();
  drawMissingImages(map);
  const stopPointer = listenToPointer(map, state);
  followView(map, state);
  watchTiles(map, state);

  const overlays = new Overlays();
  let shown = options;
  let marker: maplibre.Marker | undefined;
  let pinned: maplibre.Marker | undefined;
  let marked: Selection | null = null;
  const opened: OpenMap = {
    map,
    moveTo(view) {
      if (still.matches) map.jumpTo(view);
      else map.easeTo({ ...view, duration: 500 });
    },
    zoomBy(steps) {
      map.easeTo({ zoom: map.getZoom() + steps, duration: still.matches ? 0 : 200 });
    },
    refresh(id, box) {
      refresh(map, findLayer(id), box);
    },
    refreshAll() {
      for (const id of Object.keys(map.getStyle().sources)) map.refreshTiles(id);
    },
    mark(selection, spot) {
      setFlag(map, marked, 'selected', false);
      setFlag(map, (marked = selection), 'selected', true);
      marker?.remove();
      marker = selection && spot ? spotMarker(selection, spot).addTo(map) : undefined;
    },
    pin(pin) {
      pinned?.remove();
      pinned = pin ? pinMarker(pin).addTo(map) : undefined;
    },
    overlay(id, overlay) {
      overlays.keep(id, overlay);
      opened.restyle(shown);
    },
    restyle(next) {
      shown = next;
      moveSources(map, next);
      map.setStyle(overlays.over(buildStyle(next)), { diff: true });
      setFlag(map, marked, 'selected', true);
    },
    close() {
      stopPointer();
      overlays.clear();
      map.remove();
    }
  };
  return new Promise((resolve) => map.once('style.load', () => resolve(opened)));
}

/** Where the map is looking, after each move. */
function followView(map: maplibre.Map, state: MapState): void {
  const read = () => {
    const { lng, lat } = map.getCenter();
    const view: View = { center: [lng, lat], zoom: map.getZoom(), bearing: map.getBearing(), pitch: map.getPitch() };
    const bounds = map.getBounds();
    state.view = view;
    state.bounds = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  };
  map.on('moveend', read);
  map.on('resize', read);
  map.on('idle', () => {
    state.idle = true;
    // Legends may follow a moment later; a hand on the map must not wait for them.
    whenFree(() => (state.drawn = valuesOnScreen(map)));
  });
  map.on('dataloading', () => (state.idle = false));
  map.on('movestart', () => (state.idle = false));
  read();
}

const whenFree = (work: () => void) =>
  'requestIdleCallback' in window ? requestIdleCallback(work, { timeout: 500 }) : setTimeout(work, 50);

/**
 * Sources that are asked at another time keep what they show until the answer comes; a style that differs in them would
 * take them off the map first.
 */
function moveSources(map: maplibre.Map, options: StyleOptions): void {
  for (const layer of options.layers) {
    const source = map.getSource<maplibre.VectorTileSource>(layer.id);
    const tiles = tilesOf(layer, options);
    if (source && source.tiles?.join() !== tiles.join()) source.setTiles(tiles);
  }
}

/** Marks a source whose tiles do not come, and asks again until they do. */
function watchTiles(map: maplibre.Map, state: MapState): void {
  map.on('error', (event) => {
    const source = (event as unknown as { sourceId?: string }).sourceId;
    if (!source || state.broken.has(source)) return;
    state.broken.add(source);
    setTimeout(() => {
      state.broken.delete(source);
      if (map.getSource(source)) map.refreshTiles(source);
    }, RETRY_MS);
  });
}

/** Asks again for the tiles a change may have touched. They are replaced where they lie, so nothing flickers. */
function refresh(map: maplibre.Map, layer: Layer | undefined, box: Box | null): void {
  const tiles = layer && map.style.tileManagers[layer.id];
  if (!layer || !tiles) return;
  const changed = box && tilesInBox(box, layer.aggregated ? 0 : layer.minzoom, layer.maxzoom);
  if (!changed) return map.refreshTiles(layer.id);
  // Tiles out of view would come back as they were.
  tiles._outOfViewCache.reset();
  map.refreshTiles(layer.id, changed);
}

/** Shows where the selection is while its layer still draws counts. */
function spotMarker({ layer, id }: Selection, spot: Point): maplibre.Marker {
  const element = document.createElement('div');
  element.className = 'spot';
  element.dataset.feature = `${layer}/${id}`;
  element.setAttribute('aria-hidden', 'true');
  return new maplibre.Marker({ element }).setLngLat(spot);
}

/** Marks coordinates that were asked for. */
function pinMarker({ at, text }: { at: Point; text: string }): maplibre.Marker {
  const element = document.createElement('div');
  element.className = 'pin';
  element.dataset.text = text;
  element.setAttribute('aria-hidden', 'true');
  return new maplibre.Marker({ element }).setLngLat(at);
}
