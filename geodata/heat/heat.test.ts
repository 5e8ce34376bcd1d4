import fc from 'fast-check';
import { cellToParent, gridDisk, latLngToCell } from 'h3-js';
import { describe, expect, test } from 'vitest';
import { cellKey, cellOfKey } from '#geodata/heat/cell_id.ts';
import { classesOf, classOf } from '#geodata/heat/classes.ts';
import { guard, GUARDED_RES, MixedKinds, sensitiveKinds, told } from '#geodata/heat/guard.ts';
import { lastClosedQuarter, midnight } from '#geodata/heat/quarter.ts';
import { HeatQuery } from '#geodata/heat/query.ts';
import { shrunkRates } from '#geodata/heat/rates.ts';
import { decodeHeat, encodeHeat, type HeatMeta } from '#geodata/heat/reply.ts';
import { atLeast, atMost, surprise } from '#geodata/heat/tail.ts';

const meta = (more: Partial<HeatMeta> = {}): HeatMeta => ({
  ...{
    by: 'cell',
    res: 9,
    measure: 'count',
    from: 0,
    to: 1,
    total: 0,
    placed: 0,
    unplaced: 0,
    doubtful: 0,
    repeats: 0
  },
  ...{ guarded: false, least: 5, leftOut: [] },
  ...more
});
const window = { from: '2026-07-01T00:00:00+08:00', to: '2026-07-08T00:00:00+08:00' };
const ask = (more: Record<string, string> = {}) => HeatQuery.safeParse({ ...window, ...more });

describe('the reply', () => {
  test.each([7, 8, 9, 10])('cells of resolution %i are their keys, and keys in order are cells in order', (res) => {
    const cells = gridDisk(latLngToCell(43.88, 125.32, res), 5).sort();
    const keys = cells.map((cell) => cellKey(cell, res));
    expect(keys).toEqual(keys.toSorted((a, b) => a - b));
    expect(keys.map((key) => cellOfKey(key, res))).toEqual(cells);
  });

  test('is read as it was written, whatever the counts', () => {
    const cells = gridDisk(latLngToCell(43.88, 125.32, 9), 4).sort();
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: cells.length, maxLength: cells.length }), (n) => {
        const reply = { meta: meta(), ids: cells, columns: { n } };
        expect(decodeHeat(encodeHeat(reply))).toEqual(reply);
      })
    );
  });

  test('carries every measure, hidden rates and negative surprise included', () => {
    const reply = {
      meta: meta({ by: 'grid' }),
      ids: ['220102001001001', '220102001001002', '22010200100200A'],
      columns: {
        ...{ n: [3, 0, 70_000], before: [1, 4, 0], rate: [1.5, NaN, 0.25], households: [900, 3, 12] },
        ...{ score: [-2.31, 0, 99], expected: [4.25, 0.02, 300] }
      }
    };
    expect(decodeHeat(encodeHeat(reply))).toEqual(reply);
  });

  test('that is cut short or is something else is refused', () => {
    const bytes = encodeHeat({ meta: meta(), ids: [latLngToCell(43.88, 125.32, 9)], columns: { n: [5] } });
    expect(() => decodeHeat(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
    expect(() => decodeHeat(new TextEncoder().encode('{"cells":[]}'))).toThrow(RangeError);
  });
});

describe('what may be asked', () => {
  test.each<[string, Record<string, string>]>([
    ['a resolution that is not counted', { res: '6' }],
    ['one that is finer than events are placed', { res: '11' }],
    ['a kind nobody knows', { kinds: 'noise,ghosts' }],
    ['a source nobody knows', { sources: 'rumour' }],
    ['a window that ends before it begins', { from: window.to, to: window.from }],
    ['a window without an offset', { from: '2026-07-01T00:00:00' }],
    ['a window of ten years', { from: '2016-07-01T00:00:00+08:00' }],
    ['the future', { to: new Date(Date.now() + 3 * 86_400_000).toISOString() }],
    ['a time before anything was reported', { from: '1970-01-01T00:00:00Z' }]
  ])('not %s', (_what, more) => {
    expect(ask(more).success).toBe(false);
  });

  test('kinds are put in order, so that equal questions are equal', () => {
    expect(ask({ kinds: 'noise,fire,noise' }).data?.kinds).toEqual(['fire', 'noise']);
  });
});

describe('kinds that tell about persons', () => {
  const zone = 'Asia/Shanghai';
  const query = (more: Record<string, string>) => ask(more).data!;

  test('are no part of all kinds, and it is said', () => {
    const answer = guard(query({}), zone);
    expect(answer).toMatchObject({ guarded: false, leftOut: sensitiveKinds });
    expect(sensitiveKinds.length).toBeGreaterThan(0);
  });

  test('are asked for one at a time', () => {
    expect(() => guard(query({ kinds: `noise,${sensitiveKinds[0]}` }), zone)).toThrow(MixedKinds);
    expect(() => guard(query({ kinds: sensitiveKinds.join(',') }), zone)).toThrow(MixedKinds);
  });

  test('are answered by one closed quarter, one resolution, whole: neighbouring questions get the same answer', () => {
    const kinds = sensitiveKinds[0]!;
    const asked = [
      query({ kinds }),
      query({ kinds, from: '2026-07-02T00:00:00+08:00', to: '2026-07-09T00:00:00+08:00' }),
      query({ kinds, res: '10' }),
      query({ kinds, statuses: 'done' }),
      query({ kinds, sources: 'police', measure: 'anomaly' })
    ];
    const answers = asked.map((one) => JSON.stringify(guard(one, zone).query));
    expect(new Set(answers).size).toBe(1);
    expect(guard(asked[0]!, zone).query).toMatchObject({
      ...{ res: GUARDED_RES, statuses: [], from: midnight(2026, 3, 1, zone), to: midnight(2026, 6, 1, zone) }
    });
  });

  test('are told in multiples of the least count, and not below it', () => {
    expect([0, 1, 4, 5, 6, 9, 10, 23].map((n) => told(n, 5))).toEqual([0, 0, 0, 5, 5, 5, 10, 20]);
  });

  test('quarters begin at midnight of the site, and one that runs is not closed', () => {
    const now = Date.parse('2026-07-01T00:30:00+08:00');
    expect(lastClosedQuarter(now, zone, now)).toEqual({
      from: Date.parse('2026-04-01T00:00:00+08:00'),
      to: Date.parse('2026-07-01T00:00:00+08:00')
    });
    expect(lastClosedQuarter(now, 'UTC', now).to).toBe(Date.parse('2026-04-01T00:00:00Z'));
    expect(lastClosedQuarter(now + 1e10, zone, now).to).toBe(Date.parse('2026-07-01T00:00:00+08:00'));
    expect(midnight(2026, 2, 29, 'Europe/Berlin')).toBe(Date.parse('2026-03-29T00:00:00+01:00'));
  });
});

describe('the rate', () => {
  test('is hidden where there are few households, and stays near the mean where the count says little', () => {
    const { values, mean } = shrunkRates([1, 2, 30, 200, 12], [10, 60, 3000, 10_000, 1200]);
    expect(values[0]).toBeNaN();
    const raw = [NaN, 1000 * (2 / 60), 10, 20, 10];
    for (const i of [1, 2, 3, 4]) {
      const between = [raw[i]!, mean].sort((a, b) => a - b) as [number, number];
      expect(values[i]).toBeGreaterThanOrEqual(between[0]);
      expect(values[i]).toBeLessThanOrEqual(between[1]);
    }
    const kept = (i: number) => (values[i]! - mean) / (raw[i]! - mean);
    expect(kept(1)).toBeLessThan(kept(3));
  });

  test('of places that differ only by chance is the mean', () => {
    const { values, mean, spread } = shrunkRates([10, 10, 10], [1000, 1000, 1000]);
    expect(spread).toBe(0);
    expect([...values]).toEqual([mean, mean, mean]);
    expect(mean).toBe(10);
  });

  test('is 0 where nothing happened anywhere', () => {
    expect([...shrunkRates([0, 0], [500, 5]).values]).toEqual([0, NaN]);
  });
});

describe('surprise', () => {
  test('tails of the negative binomial are those of its definition', () => {
    // size 3, mean 2: P(0) = (3/5)^3, P(1) = 3 · 0.4 · 0.6^3, P(2) = 6 · 0.16 · 0.6^3
    const p = [0.216, 0.2592, 0.20736];
    expect(atMost(1, 3, 2)).toBeCloseTo(p[0]! + p[1]!, 12);
    expect(atLeast(3, 3, 2)).toBeCloseTo(1 - p[0]! - p[1]! - p[2]!, 12);
    expect(atLeast(0, 3, 2)).toBe(1);
    expect(atLeast(40, 1e9, 2)).toBeGreaterThan(0);
  });

  test('of a count like those before is small, on either side of a quiet and of a busy place', () => {
    expect(Math.abs(surprise(0, new Array<number>(26).fill(0)).score)).toBeLessThan(1.3);
    expect(Math.abs(surprise(11, [9, 12, 10, 11, 8, 13, 10, 9]).score)).toBeLessThan(1.3);
  });

  test('grows with the count, and a place that always scattered is less surprising', () => {
    const steady = [4, 5, 4, 5, 4, 5, 4, 5];
    const restless = [0, 14, 0, 3, 0, 12, 1, 6];
    expect(surprise(12, steady).score).toBeGreaterThan(2);
    expect(surprise(20, steady).score).toBeGreaterThan(surprise(12, steady).score);
    expect(surprise(12, restless).score).toBeLessThan(1.3);
    expect(surprise(0, [20, 22, 19, 21, 20, 18, 23, 21]).score).toBeLessThan(-3);
  });

  test('calls rare what is rare: one place in a hundred at most passes 1 in 100 when nothing is going on', () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const poisson = (mean: number) => {
      let n = 0;
      for (let left = Math.exp(-mean), p = random(); p > left; p *= random()) n++;
      return n;
    };
    const flagged = Array.from({ length: 4000 }, (_, i) => {
      const mean = [0.2, 1, 4, 15][i % 4]!;
      return surprise(
        poisson(mean),
        Array.from({ length: 26 }, () => poisson(mean))
      ).score;
    }).filter((score) => score >= 2).length;
    expect(flagged / 4000).toBeLessThanOrEqual(0.0125);
  });
});

describe('classes', () => {
  test('of counts are whole round numbers, one step for each small count', () => {
    expect(classesOf('count', [1, 1, 2, 3, 4]).edges).toEqual([1, 2, 3, 4]);
    const { edges } = classesOf('count', [1, 5, 40, 380]);
    expect(edges).toEqual(edges.map(Math.round));
    expect(edges).toHaveLength(7);
  });

  test('rise, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('count' as const, 'rate' as const, 'change' as const),
        fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true })),
        (measure, values) => {
          const { edges } = classesOf(measure, values);
          expect(edges.length).toBeGreaterThan(0);
          for (let i = 1; i < edges.length; i++) expect(edges[i]!).toBeGreaterThan(edges[i - 1]!);
        }
      )
    );
  });

  test('less is drawn on the other side, and what is usual is not drawn', () => {
    const classes = classesOf('change', [-9, 12]);
    expect(classOf(classes, -9)).toBeLessThan(0);
    expect(classOf(classes, 12)).toBe(classes.edges.length - 1);
    expect(classOf(classes, 0)).toBeNull();
    expect(classOf(classesOf('count', [1, 9]), 0)).toBeNull();
    expect(classOf(classesOf('rate', [2, 9]), NaN)).toBeNull();
  });
});

test('a cell of a resolution is its own: the parent of a finer one may be its neighbour', () => {
  // Why each resolution is counted by its own cells: hexagons do not hold their children whole.
  let strangers = 0;
  for (let i = 0; i < 1000; i++) {
    const [lat, lng] = [43.8 + (i % 40) * 0.003, 125.2 + Math.floor(i / 40) * 0.006];
    if (cellToParent(latLngToCell(lat, lng, 10), 7) !== latLngToCell(lat, lng, 7)) strangers++;
  }
  expect(strangers).toBeGreaterThan(0);
});
