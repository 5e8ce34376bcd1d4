import { cellToLatLng, getHexagonEdgeLengthAvg, latLngToCell, UNITS } from 'h3-js';
import type { HeatReply } from '#geodata/heat/reply.ts';
import { ringContains } from '#geodata/spatial/ring.ts';
import type { Point } from '$lib/api.ts';
import type { Outline } from '$lib/heat/heat-api.ts';
import type { Areas } from '$lib/heat/overlay.ts';

/** The areas of a reply: what is drawn, and which unit each drawn area belongs to. */
export interface Shapes {
  shapes: Areas['shapes'];
  /** Index in the reply, by drawn area. */
  unitOf: (area: number) => number;
  /** Drawn areas of a unit. */
  areasOf: (unit: number) => number[];
  /** Index of the unit at a spot, -1 where there is none. */
  at: (spot: Point) => number;
  center: (unit: number) => Point | null;
  /** Units that cannot be drawn: no boundary is published. */
  missing: number;
  /** How wide a unit is, in metres, for the height of raised ones. */
  size_m: number;
}

export function shapesOf(reply: HeatReply, outlines: ReadonlyMap<string, Outline>): Shapes {
  return reply.meta.by === 'cell' ? cellShapes(reply) : outlineShapes(reply, outlines);
}

function cellShapes({ ids, meta }: HeatReply): Shapes {
  const index = new Map(ids.map((id, i) => [id, i]));
  return {
    shapes: { cells: ids },
    unitOf: (area) => area,
    areasOf: (unit) => [unit],
    at: ([lng, lat]) => index.get(latLngToCell(lat, lng, meta.res)) ?? -1,
    center: (unit) => centerOf(ids[unit]!),
    missing: 0,
    size_m: 2 * getHexagonEdgeLengthAvg(meta.res, UNITS.m)
  };
}

export function centerOf(cell: string): Point {
  const [lat, lng] = cellToLatLng(cell);
  return [lng, lat];
}

function outlineShapes({ ids }: HeatReply, outlines: ReadonlyMap<string, Outline>): Shapes {
  const polygons: Point[][] = [];
  const units: number[] = [];
  const areas = new Map<number, number[]>();
  ids.forEach((id, unit) => {
    for (const [ring] of outlines.get(id)?.geometry?.coordinates ?? []) {
      if (!ring) continue;
      areas.set(unit, [...(areas.get(unit) ?? []), polygons.length]);
      polygons.push(ring);
      units.push(unit);
    }
  });
  return {
    shapes: { polygons },
    unitOf: (area) => units[area]!,
    areasOf: (unit) => areas.get(unit) ?? [],
    at: (spot) => units[polygons.findIndex((ring) => ringContains(ring, spot))] ?? -1,
    center: (unit) => outlines.get(ids[unit]!)?.center ?? null,
    missing: outlines.size ? ids.length - areas.size : 0,
    size_m: 400
  };
}
