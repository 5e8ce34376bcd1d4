import { localFrame } from '#geodata/spatial/local_frame.ts';
import { ringArea } from '#geodata/spatial/ring.ts';
import type { Point } from '$lib/api.ts';

/** Area of a multipolygon in square kilometres; holes run clockwise and count against it. */
export function areaKm2(polygons: Point[][][]): number {
  const first = polygons[0]?.[0]?.[0];
  if (!first) return 0;
  const frame = localFrame(first);
  const rings = polygons.flat().map((ring) => ringArea(ring.map((at) => frame.toPlane(at))));
  return rings.reduce((sum, area) => sum + area, 0) / 1e6;
}
