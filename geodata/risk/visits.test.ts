import { expect, test } from 'vitest';
import { rng } from '../demo/rng.ts';
import { chooseVisits, tourOf, wilson, type Candidate } from './visits.ts';

const candidates = Array.from({ length: 200 }, (_, i): Candidate => ({
  cell: `cell-${String(i).padStart(3, '0')}`,
  expected: ((i * 37) % 200) / 100,
  flagged: (i * 37) % 200 >= 190
}));

test('the highest cells are chosen, and one in ten at random from those that were not flagged', () => {
  const { chosen, drawnFrom } = chooseVisits(candidates, { visits: 20, share: 0.1, seed: 'a' });
  const top = chosen.filter(({ chosen }) => chosen === 'expected');
  const random = chosen.filter(({ chosen }) => chosen === 'random');
  expect([top.length, random.length]).toEqual([18, 2]);
  expect(Math.min(...top.map(({ expected }) => expected))).toBe(1.82);
  expect(random.every(({ expected }) => expected < 1.82)).toBe(true);
  expect(drawnFrom).toBe(182);
  expect(new Set(chosen.map(({ cell }) => cell)).size).toBe(20);
});

test('a seed draws the same cells whatever order they come in; another seed others', () => {
  const drawn = (cells: Candidate[], seed: string) =>
    chooseVisits(cells, { visits: 20, share: 0.1, seed }).chosen.map(({ cell }) => cell);
  expect(drawn(candidates.toReversed(), 'a')).toEqual(drawn(candidates, 'a'));
  expect(drawn(candidates, 'b')).not.toEqual(drawn(candidates, 'a'));
});

test('small rounds have a random visit too, and a scope with few cells gives what it has', () => {
  const few = chooseVisits(candidates.slice(0, 3), { visits: 10, share: 0.05, seed: 'a' });
  expect(few.chosen.length).toBeLessThanOrEqual(3);
  const { chosen } = chooseVisits(candidates, { visits: 4, share: 0.05, seed: 'a' });
  expect(chosen.map(({ chosen }) => chosen)).toEqual(['expected', 'expected', 'expected', 'random']);
});

test('a tour visits every stop once and crosses itself nowhere it need not', () => {
  const chance = rng('tour');
  const spots = Array.from({ length: 15 }, () => [chance.between(0, 1000), chance.between(0, 1000)] as const);
  const distance = (a: number, b: number) => Math.hypot(spots[a]![0] - spots[b]![0], spots[a]![1] - spots[b]![1]);
  const { order, distance_m } = tourOf(spots.length, distance);
  expect(order.toSorted((a, b) => a - b)).toEqual(spots.map((_, i) => i));
  expect(order[0]).toBe(0);
  expect(distance_m).toBeCloseTo(
    order.slice(1).reduce((sum, stop, i) => sum + distance(order[i]!, stop), 0),
    9
  );
  const line = tourOf(5, (a, b) => Math.abs(a - b) * 100);
  expect(line).toEqual({ order: [0, 1, 2, 3, 4], distance_m: 400 });
});

test('a rate of few visits has a wide interval', () => {
  expect(wilson(0, 0)).toBeUndefined();
  expect(wilson(1, 4)).toEqual([expect.closeTo(0.046, 2), expect.closeTo(0.699, 2)]);
});
