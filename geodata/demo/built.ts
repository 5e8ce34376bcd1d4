import { insetRing } from '#geodata/spatial/inset_ring.ts';
import { distance, type Ring, type XY } from '#geodata/spatial/plane.ts';
import { simplifyRing } from '#geodata/spatial/ring.ts';
import { layWays, type Access, type Gate } from './access.ts';
import { placeSomewhere, type Yard } from './fill.ts';
import type { Plot, Use } from './ground.ts';
import { buildHomes, eraOf } from './homes.ts';
import { estateNamer, propertyCompanies } from './names.ts';
import type { Plan } from './plan/plan.ts';
import { rng, type Rng } from './rng.ts';
import type { RoadNet } from './road_net.ts';
import { isWet, type StandingWater } from './water_bodies.ts';
import { slabRing, southFacing, type Slab, type Strip } from './slab.ts';
import { buildShopfront, buildStation, buildWorks, buildingName, type BuildingKind } from './works.ts';

export interface Compound {
  id: string;
  name: string;
  company: string;
  built: number;
  plot: Plot;
}

export interface Building {
  id: string;
  slab: Slab;
  ring: XY[];
  middle: XY;
  kind: BuildingKind;
  floors: number;
  height_m: number;
  units: number | null;
  households: number | null;
  number: string | null;
  name: string | null;
  compound: Compound | null;
  plot: Plot;
}

export interface Entrance extends Gate {
  compound: Compound | null;
  plot: Plot;
}

export interface Built {
  compounds: Compound[];
  buildings: Building[];
  entrances: Entrance[];
  pitches: { slab: Slab; plot: Plot }[];
}

const ENTERED: Use[] = [
  'commercial',
  'office',
  'education',
  'medical',
  'industrial',
  'public',
  'construction',
  'campus',
  'hospital',
  'market',
  'industry',
  'stadium'
];

interface Site {
  plots: Plot[];
  plan: Plan;
  net: RoadNet;
  waters: StandingWater[];
  /** Lines of the paths laid on each plot already. */
  paths: Map<Plot, Strip[]>;
  seed: string;
}

/** Everything that stands on the plots, and the ways to it. */
export function buildOn({ plots, plan, net, waters, paths, seed }: Site): Built {
  const random = rng(`${seed} buildings`);
  const built: Built = { compounds: [], buildings: [], entrances: [], pitches: [] };
  const nameEstate = estateNamer(rng(`${seed} estates`));
  for (const plot of plots) {
    const home = plot.use === 'residential';
    const access = home || ENTERED.includes(plot.use) ? layWays(plan, net, plot, random) : null;
    const ring = yardOf(plot.ring);
    if (!ring || (home && !access)) {
      if (home) plot.use = 'garden';
      continue;
    }
    const yard: Yard = { ring, strips: [...(access?.strips ?? []), ...(paths.get(plot) ?? [])], slabs: [] };
    if (home) settle(built, plot, yard, access!, nameEstate, random);
    else develop(built, plot, yard, access, waters, random);
  }
  return built;
}

function settle(built: Built, plot: Plot, yard: Yard, access: Access, nameEstate: () => string, random: Rng): void {
  const era = eraOf(plot.middle, random);
  const shops = random.chance(0.36) ? buildShopfront(yard, longestSide(yard.ring, access.gates[0]!.spot), random) : [];
  const homes = buildHomes(yard, era, random);
  const shed = placeSomewhere(yard, { way: southFacing(yard.ring), length: random.between(9, 16), depth: 7 }, random);
  if (homes.length === 0) {
    plot.use = shops.length > 0 ? 'commercial' : 'garden';
    for (const shop of shops) add(built, plot, shop);
    return;
  }
  const compound: Compound = {
    ...{ id: `compound-${built.compounds.length + 1}`, name: nameEstate(), company: random.pick(propertyCompanies) },
    ...{ built: random.int(...era.built), plot }
  };
  built.compounds.push(compound);
  built.entrances.push(...access.gates.map((gate) => ({ ...gate, compound, plot })));
  // Houses are numbered from north to south, then from east to west.
  const numbered = homes.toSorted(
    (p, q) => Math.round((q.slab.middle[1] - p.slab.middle[1]) / 12) || q.slab.middle[0] - p.slab.middle[0]
  );
  numbered.forEach((one, i) =>
    add(
      built,
      plot,
      { ...one, kind: 'residential' },
      { compound, number: String(i + 1), units: one.units, households: one.households }
    )
  );
  for (const shop of shops) add(built, plot, shop, { compound });
  if (shed)
    add(
      built,
      plot,
      { slab: shed, kind: 'ancillary', floors: 1 },
      { compound, name: random.pick(['物业用房', '换热站', '配电室', '垃圾房', '车棚']) }
    );
}

function develop(
  built: Built,
  plot: Plot,
  yard: Yard,
  access: Access | null,
  waters: StandingWater[],
  random: Rng
): void {
  if (access) built.entrances.push(...access.gates.map((gate) => ({ ...gate, compound: null, plot })));
  const pitches =
    {
      education: [
        [62, 34],
        [44, 24]
      ],
      campus: [
        [150, 84],
        [96, 60]
      ],
      stadium: [[165, 105]]
    }[plot.use as string] ?? [];
  for (const [length, depth] of pitches as [number, number][]) {
    const slab = placeSomewhere(yard, { way: southFacing(yard.ring), length, depth }, random);
    if (!slab) continue;
    built.pitches.push({ slab, plot });
    if (plot.use === 'education') break;
  }
  const works = plot.use === 'station' ? buildStation() : buildWorks(yard, plot.use, random);
  const dry = works.filter(({ slab }) => !isWet(slabRing(slab), waters));
  dry.forEach((work, i) => add(built, plot, work, { name: work.name ?? buildingName(work, i, random) }));
}

function add(
  built: Built,
  plot: Plot,
  work: { slab: Slab; kind: BuildingKind; floors: number },
  more: Partial<Building> = {}
): void {
  const storey = { residential: 2.9, industrial: 7.5, commercial: 4.5, ancillary: 3.6 }[work.kind as string] ?? 3.8;
  built.buildings.push({
    ...{
      id: `building-${built.buildings.length + 1}`,
      ring: slabRing(work.slab),
      middle: work.slab.middle,
      plot,
      ...work
    },
    height_m: Math.round((work.floors * storey + 0.8) * 10) / 10,
    ...{ units: null, households: null, number: null, name: null, compound: null, ...more }
  });
}

/** The ground inside the fence. */
function yardOf(ring: Ring): Ring | null {
  return insetRing(ring, () => 3) ?? insetRing(simplifyRing(ring, 6), () => 3);
}

/** The longest side without the gate. */
function longestSide(ring: Ring, gate: XY): { a: XY; b: XY } {
  const sides = ring.map((a, i) => ({ a, b: ring[(i + 1) % ring.length]! }));
  const onGate = ({ a, b }: { a: XY; b: XY }) => distance(gate, a) + distance(gate, b) - distance(a, b) < 3;
  return sides.reduce((best, side) =>
    !onGate(side) && distance(side.a, side.b) > distance(best.a, best.b) ? side : best
  );
}
