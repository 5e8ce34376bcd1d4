import type { LngLat } from '#geodata/spatial/local_frame.ts';
import type { Ring, XY } from '#geodata/spatial/plane.ts';
import { frame } from './plan/plan.ts';

export type Point = { type: 'Point'; coordinates: LngLat };
export type MultiLineString = { type: 'MultiLineString'; coordinates: LngLat[][] };
export type MultiPolygon = { type: 'MultiPolygon'; coordinates: LngLat[][][] };
export type Geometry = Point | MultiLineString | MultiPolygon;

export const pointAt = (spot: XY): Point => ({ type: 'Point', coordinates: frame.toLngLat(spot) });

export const lineThrough = (spots: readonly XY[]): MultiLineString => ({
  type: 'MultiLineString',
  coordinates: [spots.map(frame.toLngLat)]
});

/** Polygons of rings, the outer one first in each. */
export const polygonOf = (...polygons: (readonly Ring[])[]): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: polygons.map((rings) => rings.map((ring) => [...ring, ring[0]!].map(frame.toLngLat)))
});
