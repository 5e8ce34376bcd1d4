import { distance, type XY } from '#geodata/spatial/plane.ts';

/** Places that touch: for each the ones it shares a border with. */
export interface Neighbourhood {
  middles: XY[];
  /** How much each weighs when groups are to come out alike. */
  weights: number[];
  neighbours: number[][];
}

/**
 * Groups of places, each in one piece, of about equal weight: seeds far apart, then every place to the seed that is
 * nearest on foot, then seeds moved to the middle of their group, a few times over.
 * @param members the places to be grouped; they must hang together
 * @returns one list of places per group
 */
export function growGroups(among: Neighbourhood, members: readonly number[], count: number): number[][] {
  let seeds = farApart(among, members, Math.min(count, members.length));
  let groups: number[][] = [];
  const penalty = seeds.map(() => 0);
  for (let round = 0; round < 12; round++) {
    groups = nearestSeed(among, members, seeds, penalty);
    const mean = groups.reduce((sum, group) => sum + weightOf(among, group), 0) / groups.length;
    groups.forEach((group, i) => (penalty[i]! += ((weightOf(among, group) - mean) / mean) * 60));
    seeds = groups.map((group, i) => middleMost(among, group) ?? seeds[i]!);
  }
  return nearestSeed(among, members, seeds, penalty).filter((group) => group.length > 0);
}

/** Parts of a set of places that hang together, the heaviest first. */
export function connectedParts(among: Neighbourhood, members: Iterable<number>): number[][] {
  const left = new Set(members);
  const parts: number[][] = [];
  for (const start of left) {
    const part = [start];
    left.delete(start);
    for (const place of part) {
      for (const next of among.neighbours[place]!) if (left.delete(next)) part.push(next);
    }
    parts.push(part);
  }
  return parts.sort((p, q) => weightOf(among, q) - weightOf(among, p));
}

const weightOf = (among: Neighbourhood, group: readonly number[]) =>
  group.reduce((sum, i) => sum + among.weights[i]!, 0);

function farApart({ middles }: Neighbourhood, members: readonly number[], count: number): number[] {
  const away = new Map(members.map((place) => [place, Infinity]));
  const seeds: number[] = [];
  let next = members[0]!;
  while (seeds.length < count) {
    seeds.push(next);
    for (const place of members) away.set(place, Math.min(away.get(place)!, distance(middles[place]!, middles[next]!)));
    next = members.reduce((far, place) => (away.get(place)! > away.get(far)! ? place : far));
  }
  return seeds;
}

/** Every place joins the seed it reaches first, going from middle to middle; a heavy group starts late. */
function nearestSeed(among: Neighbourhood, members: readonly number[], seeds: number[], penalty: number[]): number[][] {
  const inside = new Set(members);
  const groups: number[][] = seeds.map(() => []);
  const least = Math.min(...penalty);
  const waiting = seeds.map((place, group) => ({ place, group, at: Math.min(900, penalty[group]! - least) }));
  while (waiting.length > 0) {
    let first = 0;
    for (let i = 1; i < waiting.length; i++) if (waiting[i]!.at < waiting[first]!.at) first = i;
    const { place, group, at } = waiting[first]!;
    waiting[first] = waiting.at(-1)!;
    waiting.pop();
    if (!inside.delete(place)) continue;
    groups[group]!.push(place);
    for (const next of among.neighbours[place]!) {
      if (inside.has(next))
        waiting.push({ place: next, group, at: at + distance(among.middles[place]!, among.middles[next]!) });
    }
  }
  return groups;
}

function middleMost({ middles, weights }: Neighbourhood, group: readonly number[]): number | undefined {
  const total = group.reduce((sum, i) => sum + weights[i]!, 0);
  const mean: XY = [0, 1].map((k) => group.reduce((sum, i) => sum + middles[i]![k]! * weights[i]!, 0) / total) as [
    number,
    number
  ];
  return group.toSorted((p, q) => distance(middles[p]!, mean) - distance(middles[q]!, mean))[0];
}
