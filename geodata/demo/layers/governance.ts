import { polygonOf, type MultiPolygon } from '../geo.ts';
import { outlineOf } from '../plan/outline.ts';
import type { City } from '../city.ts';
import type { XY } from '#geodata/spatial/plane.ts';

export interface GridRow {
  source_id: string;
  division_code: string;
  grid_code: string;
  code: string;
  name: string;
  kind: 'unit' | 'exclusive';
  geom: MultiPolygon;
}

export function grids(city: City): GridRow[] {
  return city.territory.grids.map(({ code, name, kind, community, faces }) => ({
    ...{ source_id: `grid-${code}`, division_code: community, grid_code: code, code, name, kind },
    geom: outline(city, faces)
  }));
}

/** A made-up ground for a real division. */
export interface DivisionShape {
  code: string;
  geom: MultiPolygon;
}

/** Grounds of the communities and subdistricts, and of the part of each district that they make up. */
export function divisionShapes(city: City): DivisionShape[] {
  const { communities, subdistricts } = city.territory;
  const districts = Map.groupBy(subdistricts, ({ code }) => code.slice(0, 6));
  return [
    ...[...districts].map(([code, parts]) => ({
      code: `${code}000000`,
      geom: outline(
        city,
        parts.flatMap(({ faces }) => faces)
      )
    })),
    ...[...subdistricts, ...communities].map(({ code, faces }) => ({ code, geom: outline(city, faces) }))
  ];
}

function outline({ plan }: City, faces: number[]): MultiPolygon {
  const polygons = outlineOf(plan, faces).map((rings) =>
    rings.map((ring) => ring.map((node): XY => plan.graph.nodes[node]!))
  );
  return polygonOf(...polygons);
}
