import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl';
import { setFlag } from '$lib/map/feature-flag.ts';
import { findLayer } from '#geodata/layers/index.ts';
import type { Hovered, MapState } from '$lib/map/map-state.svelte.ts';
import { pickOverlay } from '$lib/map/overlays.ts';
import { pick, type Picked, type PickedCount } from '$lib/map/pick.ts';

const MOUSE_REACH_PX = 8;
const TOUCH_REACH_PX = 20;

/** Hover names, click selects, Enter selects what is at the centre. Returns what undoes it. */
export function listenToPointer(map: MapLibre, state: MapState): () => void {
  const container = map.getCanvasContainer();
  let due = 0;

  const hover = (event: MapMouseEvent) => {
    state.pointer = [event.lngLat.lng, event.lngLat.lat];
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => {
      const { features, count } = pick(map, event.point, MOUSE_REACH_PX);
      const { x, y } = event.point;
      const first = features[0];
      const text = isPoint(first) ? null : (state.ground?.textAt([event.lngLat.lng, event.lngLat.lat]) ?? null);
      if (text !== null) show({ layer: '', id: null, label: null, counts: null, text, x, y });
      else if (count && leadsTo(count, first))
        show({ layer: count.layer, id: null, label: null, counts: count.counts, x, y });
      else show(first ? { ...first, counts: null, x, y } : null);
    });
  };
  const show = (next: Hovered | null) => {
    setFlag(map, state.hovered, 'hover', false);
    setFlag(map, next, 'hover', true);
    state.hovered = next;
    map.getCanvas().style.cursor = state.wanted ? 'crosshair' : next ? 'pointer' : '';
  };
  const leave = () => {
    cancelAnimationFrame(due);
    state.pointer = null;
    show(null);
  };
  const selectAt = (point: { x: number; y: number }, reach: number) => {
    // Somebody is asked for a place: the next click is the answer.
    if (state.wanted) {
      const { lng, lat } = map.unproject([point.x, point.y]);
      return state.wanted([lng, lat]);
    }
    // What somebody put on the map themselves comes first.
    const own = pickOverlay(map, point, reach);
    if (own) return state.pick(own);
    const { features, count } = pick(map, point, reach);
    const first = features[0];
    const { lng, lat } = map.unproject([point.x, point.y]);
    if (!isPoint(first) && state.ground?.pick([lng, lat])) return;
    if (count && leadsTo(count, first)) {
      state.moveTo({ center: count.center, zoom: Math.min(20, map.getZoom() + 2) });
    } else state.select(first ?? null, features);
  };
  const click = (event: MapMouseEvent) => {
    const touch = (event.originalEvent as PointerEvent).pointerType === 'touch';
    selectAt(event.point, touch ? TOUCH_REACH_PX : MOUSE_REACH_PX);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    const { width, height } = map.getCanvas().getBoundingClientRect();
    selectAt({ x: width / 2, y: height / 2 }, TOUCH_REACH_PX);
  };

  map.on('mousemove', hover);
  map.on('mouseout', leave);
  map.on('movestart', leave);
  map.on('click', click);
  container.addEventListener('keydown', key);
  return () => {
    cancelAnimationFrame(due);
    container.removeEventListener('keydown', key);
  };
}

function isPoint(feature: Picked | undefined): boolean {
  return feature !== undefined && findLayer(feature.layer)?.geometry === 'point';
}

/** A count is meant rather than the area or line it is drawn over; a single point beside it comes first. */
function leadsTo(count: PickedCount, feature: Picked | undefined): boolean {
  if (!feature) return true;
  return findLayer(count.layer)?.geometry === 'point' && !isPoint(feature);
}
