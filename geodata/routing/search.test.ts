import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsOf } from './components.ts';
import { costsOf, headOf, type Graph } from './graph.ts';
import { graphOf, type PlainEdge } from './graph_of.ts';
import { reachedStretches } from './isochrone.ts';
import { Networks } from './network.ts';
import { placeOn, type Place } from './places.ts';
import { profiles } from './profiles.ts';
import { findRoute } from './route.ts';
import { Search } from './search.ts';
import { reach } from './times.ts';

/** Random towns: junctions on a grid of about 100 m, edges between any of them, some one-way, some not for everyone. */
const town = fc.integer({ min: 2, max: 14 }).chain((nodes) => {
  const node = fc.integer({ min: 0, max: nodes - 1 });
  const edge = fc.record({
    from: node,
    to: node,
    length_m: fc.integer({ min: 0, max: 900 }),
    oneway: fc.constantFrom(-1, 0, 0, 0, 1),
    class: fc.constantFrom(
      'primary' as const,
      'minor' as const,
      'service' as const,
      'path' as const,
      'motorway' as const
    )
  });
  return fc.record({ nodes: fc.constant(nodes), edges: fc.array(edge, { minLength: 1, maxLength: 40 }) });
});
type Town = typeof town extends fc.Arbitrary<infer T> ? T : never;

const spotOf = (node: number): [number, number] => [
  125.3 + (node % 4) * 0.00125,
  43.88 + Math.floor(node / 4) * 0.0009
];

function build({ edges }: Town): Graph {
  return graphOf(
    edges.map(({ from, to, ...rest }): PlainEdge => {
      const [a, b] = [spotOf(from), spotOf(to)];
      // A loop bows out, so that it is a line at all.
      const line = from === to ? [a, [a[0] + 0.0004, a[1]] as const, [a[0], a[1] + 0.0003] as const, a] : [a, b];
      return { from, to, line, ...rest };
    })
  );
}

/** Bellman–Ford: as plain as it gets. */
function plainCosts(
  graph: Graph,
  costs: Float64Array,
  seeds: { node: number; cost: number }[],
  backward = false
): number[] {
  const best = new Array<number>(graph.nodeCount).fill(Infinity);
  for (const { node, cost } of seeds) best[node] = Math.min(best[node]!, cost);
  for (let round = 0; round < graph.nodeCount; round++) {
    for (let arc = 0; arc < graph.edgeCount * 2; arc++) {
      const [tail, head] = [headOf(graph, arc ^ 1), headOf(graph, arc)];
      const [from, to] = backward ? [head, tail] : [tail, head];
      best[to] = Math.min(best[to]!, best[from]! + costs[arc]!);
    }
  }
  return best;
}

const anyProfile = fc.constantFrom(...Object.values(profiles));
const conditions = { winter: false, closed: [] };

test('every node costs what Bellman–Ford says, there and back', () => {
  fc.assert(
    fc.property(town, anyProfile, fc.boolean(), fc.nat(), (plan, profile, backward, pick) => {
      const graph = build(plan);
      const costs = costsOf(graph, profile);
      const seeds = [{ node: pick % graph.nodeCount, cost: 7 }];
      const search = new Search(graph);
      // Run twice: what one search leaves behind must not show in the next.
      for (let round = 0; round < 2; round++) search.run({ costs, seeds, backward });
      const expected = plainCosts(graph, costs, seeds, backward);
      for (let node = 0; node < graph.nodeCount; node++) {
        if (expected[node] === Infinity) expect(search.costOf(node)).toBe(Infinity);
        else expect(search.costOf(node)).toBeCloseTo(expected[node]!, 6);
      }
    })
  );
});

test('nodes are settled cheapest first, and none beyond the limit', () => {
  fc.assert(
    fc.property(town, fc.integer({ min: 1, max: 500 }), (plan, limit) => {
      const graph = build(plan);
      const settled: number[] = [];
      const costs = costsOf(graph, profiles.foot);
      new Search(graph).run({
        costs,
        seeds: [{ node: 0, cost: 0 }],
        limit,
        onSettled: (_, cost) => void settled.push(cost)
      });
      expect(settled).toEqual(settled.toSorted((a, b) => a - b));
      expect(settled.every((cost) => cost <= limit)).toBe(true);
      const expected = plainCosts(graph, costs, [{ node: 0, cost: 0 }]).filter((cost) => cost <= limit);
      expect(settled.length).toBe(expected.length);
    })
  );
});

/** A place on an edge, made without the index: `spots` is all that a search asks of it. */
function placeAt(edge: number, share: number): Place {
  return { at: [125.3, 43.88], island: false, spots: [{ edge, share, at: [125.3, 43.88], away_m: 0 }] };
}

/** Cuts the edge of each place in two at the place and asks Bellman–Ford for the cost between the cuts. */
function plainTravel(graph: Graph, costs: Float64Array, from: Place, to: Place): number {
  const [a, b] = [from.spots[0]!, to.spots[0]!];
  const part = (share: number, cost: number) => (share === 0 ? 0 : share * cost);
  const leave = [
    { node: graph.target[a.edge]!, cost: part(1 - a.share, costs[a.edge * 2]!) },
    { node: graph.source[a.edge]!, cost: part(a.share, costs[a.edge * 2 + 1]!) }
  ];
  const best = plainCosts(graph, costs, leave);
  const around = Math.min(
    best[graph.source[b.edge]!]! + part(b.share, costs[b.edge * 2]!),
    best[graph.target[b.edge]!]! + part(1 - b.share, costs[b.edge * 2 + 1]!)
  );
  if (a.edge !== b.edge) return around;
  const ahead = b.share - a.share;
  return Math.min(around, ahead >= 0 ? part(ahead, costs[a.edge * 2]!) : part(-ahead, costs[a.edge * 2 + 1]!));
}

const share = fc.constantFrom(0, 0.25, 0.5, 1);
const spots = fc.array(fc.tuple(fc.nat(), share), { minLength: 1, maxLength: 8 });

test('times between places in the middle of edges are exact, one-way at the first and last edge included', () => {
  fc.assert(
    fc.property(
      town,
      anyProfile,
      spots,
      fc.constantFrom('from' as const, 'to' as const),
      (plan, profile, picked, direction) => {
        const graph = build(plan);
        const network = new Networks(graph).of(profile, conditions);
        const [own, ...targets] = picked.map(([edge, at]) => placeAt(edge % graph.edgeCount, at));
        const found = reach(network, own!, targets, { direction });
        const expected = targets.map((target) =>
          direction === 'from'
            ? plainTravel(graph, network.costs, own!, target)
            : plainTravel(graph, network.costs, target, own!)
        );
        const times = new Array<number>(targets.length).fill(Infinity);
        for (const { target, seconds } of found) times[target] = seconds;
        expected.forEach((seconds, i) => {
          if (seconds === Infinity) expect(times[i]).toBe(Infinity);
          else expect(times[i]).toBeCloseTo(seconds, 6);
        });
        expect(found.map(({ seconds }) => seconds)).toEqual(
          found.map(({ seconds }) => seconds).toSorted((a, b) => a - b)
        );
      }
    )
  );
});

test('the nearest few are the first few of all', () => {
  fc.assert(
    fc.property(town, spots, fc.integer({ min: 1, max: 5 }), (plan, picked, most) => {
      const graph = build(plan);
      const network = new Networks(graph).of(profiles.car, conditions);
      const [own, ...targets] = picked.map(([edge, at]) => placeAt(edge % graph.edgeCount, at));
      const all = reach(network, own!, targets).map(({ seconds }) => seconds);
      const few = reach(network, own!, targets, { most }).map(({ seconds }) => seconds);
      expect(few).toEqual(all.slice(0, most));
    })
  );
});

test('a route costs what its legs cost, leads on without a gap, and goes along no edge the wrong way', () => {
  fc.assert(
    fc.property(
      town,
      anyProfile,
      fc.tuple(fc.nat(), share),
      fc.tuple(fc.nat(), share),
      (plan, profile, first, last) => {
        const graph = build(plan);
        const network = new Networks(graph).of(profile, conditions);
        const [from, to] = [first, last].map(([edge, at]) => placeAt(edge % graph.edgeCount, at));
        const expected = plainTravel(graph, network.costs, from!, to!);
        const route = findRoute(network, from!, to!);
        if (expected === Infinity) {
          expect(route).toBeNull();
          return;
        }
        expect(route!.seconds).toBeCloseTo(expected, 6);
        expect(route!.legs.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(expected, 6);
        const ends = route!.legs.map(({ edge, from, to }) => [end(graph, edge, from), end(graph, edge, to)]);
        ends.slice(1).forEach(([begin], i) => expect(begin).toEqual(ends[i]![1]));
        for (const { seconds } of route!.legs) expect(Number.isFinite(seconds)).toBe(true);
      }
    )
  );
});

test('what is reached in time is every spot that costs no more, and no other', () => {
  fc.assert(
    fc.property(
      town,
      anyProfile,
      fc.tuple(fc.nat(), share),
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom('from' as const, 'to' as const),
      (plan, profile, [edge, at], limit, direction) => {
        const graph = build(plan);
        const network = new Networks(graph).of(profile, conditions);
        const here = placeAt(edge % graph.edgeCount, at);
        const stretches = reachedStretches(network, here, limit, direction);
        for (let e = 0; e < graph.edgeCount; e++) {
          for (const spot of [0.1, 0.5, 0.9]) {
            const there = placeAt(e, spot);
            const cost =
              direction === 'from'
                ? plainTravel(graph, network.costs, here, there)
                : plainTravel(graph, network.costs, there, here);
            const reached = stretches.some(({ edge, low, high }) => edge === e && low <= spot && spot <= high);
            if (Math.abs(cost - limit) > 1e-6) expect(reached).toBe(cost < limit);
          }
        }
      }
    )
  );
});

/** A junction where a share is one, else a spot of its own. */
function end(graph: Graph, edge: number, at: number): string {
  if (at === 0) return `node ${graph.source[edge]}`;
  return at === 1 ? `node ${graph.target[edge]}` : `edge ${edge} at ${at}`;
}

test('components are what one can walk within, one-way streets taken as both ways', () => {
  fc.assert(
    fc.property(town, anyProfile, (plan, profile) => {
      const graph = build(plan);
      const costs = costsOf(graph, profile);
      const { of, sizes } = componentsOf(graph, costs);
      const bothWays = costs.map((_, arc) => (Math.min(costs[arc]!, costs[arc ^ 1]!) < Infinity ? 1 : Infinity));
      for (let node = 0; node < graph.nodeCount; node++) {
        const reached = plainCosts(graph, bothWays, [{ node, cost: 0 }]).map((cost) => cost < Infinity);
        expect([...of].map((component) => component === of[node])).toEqual(reached);
        expect(sizes[of[node]!]).toBe(reached.filter(Boolean).length);
      }
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    })
  );
});

test('a closed edge is gone around, or nobody gets through', () => {
  const corner = (lng: number, lat: number): [number, number] => [125.3 + lng / 50, 43.88 + lat / 50];
  const square = graphOf([
    { from: 1, to: 2, length_m: 100, line: [corner(0, 0), corner(1, 0)] },
    { from: 1, to: 3, length_m: 100, line: [corner(0, 0), corner(0, 1)] },
    { from: 3, to: 2, length_m: 100, line: [corner(0, 1), corner(1, 0)] }
  ]);
  const networks = new Networks(square);
  const time = (closed: number[]) => {
    const network = networks.of(profiles.foot, { winter: false, closed });
    return reach(network, placeOn(network, corner(0, 0)), [placeOn(network, corner(1, 0))])[0]?.seconds;
  };
  expect(time([])).toBeCloseTo(90);
  expect(time([0])).toBeCloseTo(180);
  expect(time([0, 1])).toBeUndefined();
});
