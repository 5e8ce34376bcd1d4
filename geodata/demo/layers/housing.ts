import type { City } from '../city.ts';
import { pointAt, polygonOf, type MultiPolygon, type Point } from '../geo.ts';
import type { Placed } from '../rows.ts';

export interface CompoundRow extends Placed {
  name: string;
  property_company: string;
  built_year: number;
  geom: MultiPolygon;
}

export function compounds({ built, placeOf }: City): CompoundRow[] {
  return built.compounds.map(({ id, name, company, built: year, plot }) => ({
    ...{ source_id: id, ...placeOf(plot.middle), name, property_company: company, built_year: year },
    geom: polygonOf([plot.ring])
  }));
}

export interface BuildingRow extends Placed {
  number: string | null;
  name: string | null;
  kind: string;
  floors: number;
  height_m: number;
  units: number | null;
  households: number | null;
  address: string;
  /** source_id of its compound */
  compound: string | null;
  geom: MultiPolygon;
}

export function buildings({ built, placeOf, addressOf }: City): BuildingRow[] {
  return built.buildings.map((one) => ({
    ...{
      source_id: one.id,
      ...placeOf(one.middle),
      number: one.number,
      name: one.name,
      kind: one.kind,
      floors: one.floors
    },
    ...{ height_m: one.height_m, units: one.units, households: one.households },
    address:
      one.compound && one.number
        ? `${addressOf(one.compound.plot.middle).text}${one.compound.name}${one.number}号楼`
        : addressOf(one.middle).text,
    ...{ compound: one.compound?.id ?? null, geom: polygonOf([one.ring]) }
  }));
}

export interface PeopleRow {
  /** source_id of the building */
  building: string;
  residents: number;
  over_60: number;
  over_80: number;
  needing_help: number;
}

/** Head counts drawn for each house; older estates have older people in them. */
export function buildingPeople({ built, chance }: City): PeopleRow[] {
  const random = chance('people');
  const share = (of: number, rate: number) => Math.min(of, random.poisson(of * rate));
  return built.buildings.flatMap(({ id, households, compound }) => {
    if (!households) return [];
    const lived_in = households * random.between(0.72, 0.97);
    const residents = Math.round(lived_in * random.between(2.1, 2.7));
    const age = compound!.built < 1990 ? 0.33 : compound!.built < 2004 ? 0.27 : 0.17;
    const over_60 = share(residents, age);
    return { building: id, residents, over_60, over_80: share(over_60, 0.13), needing_help: share(residents, 0.018) };
  });
}

export interface GateRow extends Placed {
  name: string;
  kind: string;
  compound: string | null;
  geom: Point;
}

const GATE_WORDS = { main: '正门', vehicle: '车行门', pedestrian: '人行门' };

export function gates({ built, placeOf, addressOf, chance }: City): GateRow[] {
  const random = chance('gates');
  return built.entrances.map(({ compound, kind, spot, plot }, i) => ({
    ...{ source_id: `gate-${i + 1}`, ...placeOf(plot.middle) },
    name: `${compound?.name ?? addressOf(plot.middle).text}${GATE_WORDS[kind]}`,
    kind: kind === 'vehicle' && random.chance(0.15) ? 'fire' : kind,
    ...{ compound: compound?.id ?? null, geom: pointAt(spot) }
  }));
}
