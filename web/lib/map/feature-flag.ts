import type { Map as MapLibre } from 'maplibre-gl';

/** Tells the style that a feature is hovered or selected. */
export function setFlag(
  map: MapLibre,
  target: { layer: string; id: number | null } | null,
  flag: 'hover' | 'selected',
  on: boolean
): void {
  if (!target || target.id === null || !map.getSource(target.layer)) return;
  map.setFeatureState({ source: target.layer, sourceLayer: target.layer, id: target.id }, { [flag]: on });
}
