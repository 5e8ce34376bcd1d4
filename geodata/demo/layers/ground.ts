import { smoothLine } from '../smooth.ts';
import type { Ring, XY } from '#geodata/spatial/plane.ts';
import { direction, shift } from '#geodata/spatial/plane.ts';
import type { City } from '../city.ts';
import { lineThrough, polygonOf, type MultiLineString, type MultiPolygon } from '../geo.ts';
import type { Plot, Use } from '../ground.ts';
import { frame } from '../plan/plan.ts';
import { river } from '../skeleton/landmarks.ts';
import { slabRing } from '../slab.ts';
import type { Placed } from '../rows.ts';

export interface GroundRow extends Placed {
  class: string;
  name: string | null;
  geom: MultiPolygon;
}

const landuseOf: Partial<Record<Use, string>> = {
  ...{
    residential: 'residential',
    commercial: 'commercial',
    office: 'commercial',
    market: 'commercial',
    mall: 'commercial'
  },
  ...{
    education: 'education',
    campus: 'education',
    medical: 'medical',
    hospital: 'medical',
    industrial: 'industrial',
    industry: 'industrial'
  },
  ...{
    station: 'transport',
    rail_yard: 'transport',
    stadium: 'culture_sport',
    plaza: 'culture_sport',
    construction: 'construction',
    public: 'other'
  }
};

const greenOf: Partial<Record<Use, string>> = {
  park: 'park',
  lake_park: 'park',
  plaza: 'park',
  garden: 'garden',
  island: 'grass',
  river_bank: 'grass'
};

export function landuse({ plots, placeOf }: City): GroundRow[] {
  return plots.flatMap((plot, i) => ground(`landuse-${i + 1}`, plot, landuseOf[plot.use], placeOf));
}

export function green({ plots, built, placeOf }: City): GroundRow[] {
  const grounds = plots.flatMap((plot, i) => ground(`green-${i + 1}`, plot, greenOf[plot.use], placeOf));
  const pitches = built.pitches.map(({ slab }, i): GroundRow => ({
    ...{ source_id: `pitch-${i + 1}`, ...placeOf(slab.middle), class: 'pitch', name: null },
    geom: polygonOf([slabRing(slab)])
  }));
  return [...grounds, ...pitches];
}

function ground(source_id: string, plot: Plot, kind: string | undefined, placeOf: City['placeOf']): GroundRow[] {
  if (!kind) return [];
  return [
    { source_id, ...placeOf(plot.middle), class: kind, name: plot.landmark?.name ?? null, geom: polygonOf([plot.ring]) }
  ];
}

const riverLine = () => smoothLine(river.through.map(frame.toPlane), 3);

export function water({ placeOf, waters }: City): GroundRow[] {
  const banked = polygonOf([banks(riverLine(), river.width_m / 2)]);
  return [
    { source_id: 'yitong', division_code: null, grid_code: null, class: 'river', name: river.name, geom: banked },
    ...waters.map(({ name, shore, plot }, i) => ({
      ...{ source_id: `water-${i + 1}`, ...placeOf(plot.middle), class: name ? 'lake' : 'pond', name },
      geom: polygonOf([shore])
    }))
  ];
}

function banks(line: readonly XY[], half: number): Ring {
  const side = (sign: number) =>
    line.map((at, i) => {
      const way = direction(line[Math.max(0, i - 1)]!, line[Math.min(line.length - 1, i + 1)]!);
      return shift(at, way, 0, sign * half);
    });
  return [...side(-1), ...side(1).reverse()];
}

export interface WaterwayRow extends Placed {
  class: string;
  name: string;
  geom: MultiLineString;
}

export function waterways(): WaterwayRow[] {
  return [
    {
      source_id: 'yitong',
      division_code: null,
      grid_code: null,
      class: 'river',
      name: river.name,
      geom: lineThrough(riverLine())
    }
  ];
}
