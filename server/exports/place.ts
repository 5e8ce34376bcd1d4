import type { Geometry, Position } from 'geojson';
import { converter, metricOf, type Frame } from '#geodata/spatial/datum.ts';

/** SRID that the database gives a frame's coordinates in; what it does not know is turned afterwards. */
export function sridOf(frame: Frame): number {
  return metricOf(frame) ? Number(frame.slice('epsg:'.length)) : 4326;
}

/** Turns the coordinates of GeoJSON text as the database gave it into a frame. */
export function placeIn(frame: Frame): (geometry: string) => Geometry {
  if (frame !== 'gcj02') return (geometry) => JSON.parse(geometry) as Geometry;
  const shift = converter('wgs84', 'gcj02');
  const rounded = (degree: number) => Math.round(degree * 1e7) / 1e7;
  const turn = (at: unknown): unknown => {
    if (!Array.isArray(at)) return at;
    if (typeof at[0] !== 'number') return at.map(turn);
    return shift([at[0], at[1] as number]).map(rounded);
  };
  return (geometry) => {
    const { type, coordinates } = JSON.parse(geometry) as { type: string; coordinates: unknown };
    return { type, coordinates: turn(coordinates) } as Geometry;
  };
}

/** A geometry as well-known text. */
export function wktOf(geometry: Geometry): string {
  if (geometry.type === 'GeometryCollection') return `GEOMETRYCOLLECTION(${geometry.geometries.map(wktOf).join(',')})`;
  const { type, coordinates } = geometry;
  return type.toUpperCase() + (type === 'Point' ? `(${coordinates.join(' ')})` : listed(coordinates));
}

function listed(list: (Position | Position[] | Position[][])[]): string {
  const inside = list.map((part) =>
    typeof part[0] === 'number' ? (part as Position).join(' ') : listed(part as Position[])
  );
  return `(${inside.join(',')})`;
}
