import { expect, test } from 'vitest';
import type { XY } from '#geodata/spatial/plane.ts';
import { distance } from '#geodata/spatial/plane.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import { layOut } from './city.ts';
import { demoSeed } from './index.ts';
import { grids } from './layers/governance.ts';
import { hydrants } from './layers/hydrants.ts';
import { outlineOf } from './plan/outline.ts';
import { frame } from './plan/plan.ts';
import { slabInside, slabsMeet } from './slab.ts';
import { streetLines } from './street_lines.ts';

const city = layOut(demoSeed, '2026-11-24');
const { plan, territory, built, roads } = city;

/** How often each directed edge is walked by the outlines of areas. */
function walked(areas: { faces: number[] }[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const ring of areas.flatMap(({ faces }) => outlineOf(plan, faces)).flat()) {
    ring.forEach((from, i) => {
      const key = `${from} ${ring[(i + 1) % ring.length]}`;
      count.set(key, (count.get(key) ?? 0) + 1);
    });
  }
  return count;
}

test.each(['grids', 'communities', 'subdistricts'] as const)(
  '%s share their edges exactly: inside the city each is walked once in either direction',
  (kind) => {
    const areas = kind === 'grids' ? territory.grids.filter((grid) => grid.kind === 'unit') : territory[kind];
    const edges = walked(areas);
    const around = walked([{ faces: plan.faces.map((_, i) => i) }]);
    for (const [edge, times] of edges) {
      expect(times).toBe(1);
      const back = edge.split(' ').reverse().join(' ');
      expect(edges.has(back)).toBe(!around.has(edge));
    }
    // What lies at the edge of the city belongs to somebody.
    for (const edge of around.keys()) expect(edges.has(edge)).toBe(true);
  }
);

test('every face of the plan is in one unit grid, and a grid, community or subdistrict is one piece', () => {
  const units = territory.grids.filter(({ kind }) => kind === 'unit');
  const faces = units.flatMap((grid) => grid.faces).sort((p, q) => p - q);
  expect(faces).toEqual(plan.faces.map((_, i) => i));
  for (const { faces: own } of [...units, ...territory.communities, ...territory.subdistricts]) {
    expect(outlineOf(plan, own)).toHaveLength(1);
  }
});

test('two nodes never have the same degrees, so no ring touches itself by rounding', () => {
  const seen = new Set(plan.graph.nodes.map((spot) => frame.toLngLat(spot).join(' ')));
  expect(seen.size).toBe(plan.graph.nodes.length);
});

test('the borders of grids are drawn with the same degrees on both sides', () => {
  const rows = grids(city).filter(({ kind }) => kind === 'unit');
  const sides = new Map<string, number>();
  for (const ring of rows.flatMap(({ geom }) => geom.coordinates.flat())) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const key = [ring[i]!.join(','), ring[i + 1]!.join(',')].sort().join(' ');
      sides.set(key, (sides.get(key) ?? 0) + 1);
    }
  }
  expect(Math.max(...sides.values())).toBe(2);
});

test('every way can be reached from every other', () => {
  const next = new Map<string, string[]>();
  const link = (a: string, b: string) => next.set(a, [...(next.get(a) ?? []), b]);
  for (const { spots } of roads) {
    const [a, b] = [spots[0]!.join(), spots.at(-1)!.join()];
    link(a, b);
    link(b, a);
  }
  const reached = new Set([next.keys().next().value!]);
  for (const spot of reached) for (const other of next.get(spot)!) reached.add(other);
  expect(reached.size).toBe(next.size);
});

test('ways meet at their ends only', () => {
  const ends = new Set(roads.flatMap(({ spots }) => [spots[0]!.join(), spots.at(-1)!.join()]));
  for (const { spots } of roads) for (const spot of spots.slice(1, -1)) expect(ends.has(spot.join())).toBe(false);
});

test('streets cross the river on bridges', () => {
  const wet = new Set([...plan.onRiver].map((node) => plan.graph.nodes[node]!.join()));
  const crossing = roads.filter(({ spots }) => spots.some((spot) => wet.has(spot.join())));
  expect(crossing.length).toBeGreaterThan(4);
  expect(crossing.filter(({ bridge }) => !bridge)).toEqual([]);
});

test('the streets a resident expects are there', () => {
  const names = new Set(roads.map(({ name }) => name));
  const expected =
    '人民大街 解放大路 自由大路 亚泰大街 长春大街 西安大路 民康路 新民大街 同志街 南湖大路 卫星路 人民广场 工农广场 卫星广场';
  for (const name of expected.split(' ')) expect(names).toContain(name);
});

test('along a street no two neighbouring hydrants are more than 120 m apart', () => {
  const spots = hydrants(city)
    .filter(({ kind }) => kind === 'hydrant')
    .map(({ geom }) => frame.toPlane(geom.coordinates));
  let first = 0;
  for (const { spots: line, length_m } of streetLines(plan)) {
    const count = Math.max(1, Math.ceil(length_m / 104));
    const own = spots.slice(first, first + count);
    first += count;
    for (const spot of own) expect(distanceTo(line, spot)).toBeLessThan(30);
    for (let i = 1; i < own.length; i++) expect(distance(own[i - 1]!, own[i]!)).toBeLessThanOrEqual(120);
  }
  expect(first).toBe(spots.length);
});

test('buildings stand on their plots and clear of one another', () => {
  for (const [plot, own] of Map.groupBy(built.buildings, ({ plot }) => plot)) {
    own.forEach(({ slab }, i) => {
      if (plot.use !== 'station') expect(slabInside(slab, plot.ring)).toBe(true);
      for (const other of own.slice(i + 1)) expect(slabsMeet(slab, other.slab, 0)).toBe(false);
    });
  }
});

test('homes face south, give or take', () => {
  for (const { kind, slab } of built.buildings) {
    if (kind === 'residential') expect(Math.abs(slab.way[1])).toBeLessThan(0.61);
  }
});

test('a compound has one main gate, on a street', () => {
  const gates = Map.groupBy(
    built.entrances.filter(({ compound }) => compound),
    ({ compound }) => compound!.id
  );
  expect(gates.size).toBe(built.compounds.length);
  const ends = new Set(roads.flatMap(({ spots }) => [spots[0]!.join(), spots.at(-1)!.join()]));
  for (const own of gates.values()) {
    expect(own.filter(({ kind }) => kind === 'main')).toHaveLength(1);
    for (const { spot } of own)
      expect(ends.has(spot.join()) || roads.some(({ spots }) => spots.includes(spot))).toBe(true);
  }
});

function distanceTo(line: readonly XY[], spot: XY): number {
  return Math.min(...line.slice(1).map((b, i) => nearestOnSegment(spot, line[i]!, b).away));
}
