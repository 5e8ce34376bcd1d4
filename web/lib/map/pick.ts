import type { Map as MapLibre, MapGeoJSONFeature, PointLike } from 'maplibre-gl';
import { findLayer } from '#geodata/layers/index.ts';
import type { Point } from '$lib/api.ts';

/** A feature under the pointer. */
export interface Picked {
  layer: string;
  id: number;
  label: string | null;
}

/** Counts under the pointer: the layer that was met, and every layer's count of the same cell. */
export interface PickedCount {
  layer: string;
  counts: { layer: string; count: number }[];
  center: Point;
}

const isCount = (feature: MapGeoJSONFeature) => feature.properties.point_count !== undefined;

/**
 * Features near a pixel, best first: points by distance, then buildings, lines and areas from the top of the stack
 * down. `reach` is how far beside it a point still counts, in px.
 */
export function pick(
  map: MapLibre,
  { x, y }: { x: number; y: number },
  reach: number
): { features: Picked[]; count: PickedCount | null } {
  const near: [PointLike, PointLike] = [
    [x - reach, y - reach],
    [x + reach, y + reach]
  ];
  const found = map.queryRenderedFeatures(near).filter((feature) => findLayer(feature.source));
  const under = new Set(
    map
      .queryRenderedFeatures([
        [x - 2, y - 2],
        [x + 2, y + 2]
      ])
      .map(nameOf)
  );
  const best = new Map<string, { picked: Picked; rank: number }>();
  for (const [order, feature] of found.entries()) {
    if (isCount(feature) || feature.id === undefined) continue;
    const rank = rankOf(feature, order, under.has(nameOf(feature)), (place) => distance(map, place, x, y));
    const known = best.get(nameOf(feature));
    if (rank === null || (known && known.rank <= rank)) continue;
    best.set(nameOf(feature), { picked: pickedOf(feature), rank });
  }
  const counted = map.queryRenderedFeatures([x, y]).find(isCount);
  return {
    features: [...best.values()].sort((a, b) => a.rank - b.rank).map(({ picked }) => picked),
    count: counted
      ? {
          layer: counted.source,
          counts: countsOfCell(map, counted, { x, y }),
          center: (counted.geometry as unknown as { coordinates: Point }).coordinates
        }
      : null
  };
}

/** How far the counts of one cell lie apart at most, in px. */
const CELL_PX = 140;

/** Every layer counts the same cells under the same ids, but places each count at the middle of what it counts. */
function countsOfCell(
  map: MapLibre,
  { id }: MapGeoJSONFeature,
  { x, y }: { x: number; y: number }
): PickedCount['counts'] {
  const around = map.queryRenderedFeatures([
    [x - CELL_PX, y - CELL_PX],
    [x + CELL_PX, y + CELL_PX]
  ]);
  const counts = new Map(
    around
      .filter((other) => isCount(other) && other.id === id)
      .map(({ source, properties }) => [source, Number(properties.point_count)])
  );
  return [...counts].map(([layer, count]) => ({ layer, count })).sort((a, b) => b.count - a.count);
}

const nameOf = (feature: MapGeoJSONFeature) => `${feature.source}/${feature.id}`;

function pickedOf(feature: MapGeoJSONFeature): Picked {
  const label: unknown = feature.properties[findLayer(feature.source)!.label];
  return { layer: feature.source, id: Number(feature.id), label: label === undefined ? null : String(label) };
}

/** Lower is better; null for an area or line that only lies near. */
function rankOf(
  feature: MapGeoJSONFeature,
  order: number,
  under: boolean,
  pixels: (place: Point) => number
): number | null {
  const layer = findLayer(feature.source)!;
  const isPoint = feature.geometry.type === 'Point';
  if (isPoint && layer.geometry === 'point') return pixels((feature.geometry as GeoJSON.Point).coordinates as Point);
  if (layer.geometry === 'line') return 200 + order / 1000;
  if (!under) return null;
  // A camera's view cone stands for its camera, after what is really there.
  if (layer.geometry === 'point') return 300 + order / 1000;
  return (feature.layer.type === 'fill-extrusion' ? 100 : 400) + order / 1000;
}

function distance(map: MapLibre, place: Point, x: number, y: number): number {
  const at = map.project(place);
  return Math.hypot(at.x - x, at.y - y);
}
