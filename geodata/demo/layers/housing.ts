import type { City } from '../city.ts';
import { pointAt, polygonOf, type MultiPolygon, type Point } from '../geo.ts';
import type { Rng } from '../rng.ts';
import type { Placed } from '../rows.ts';

export interface CompoundRow extends Placed {
  name: string;
  property_company: string | null;
  contract_from: string | null;
  contract_until: string | null;
  built_year: number;
  geom: MultiPolygon;
}

export function compounds({ built, placeOf, chance, dayAgo }: City): CompoundRow[] {
  const random = chance('contracts');
  return built.compounds.map(({ id, name, company, built: year, plot }) => ({
    ...{ source_id: id, ...placeOf(plot.middle), name, ...contract(company, year, random, dayAgo), built_year: year },
    geom: polygonOf([plot.ring])
  }));
}

/**
 * Contracts run for three years. Some have run out without a successor, some end within weeks; many of the oldest
 * estates have no company at all.
 */
function contract(company: string, year: number, random: Rng, dayAgo: City['dayAgo']) {
  if (random.chance(year < 1985 ? 0.3 : 0.03))
    return { property_company: null, contract_from: null, contract_until: null };
  const begun = random.weighted({ expired: 9, ending: 8, running: 83 });
  const ago = {
    expired: random.int(1100, 1500),
    ending: random.int(1042, 1094),
    running: random.int(20, 1030)
  }[begun];
  return { property_company: company, contract_from: dayAgo(ago), contract_until: dayAgo(ago - 1095) };
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
