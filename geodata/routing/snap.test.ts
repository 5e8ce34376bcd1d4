import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import { graphOf } from './graph_of.ts';
import { Networks } from './network.ts';
import { placeOn } from './places.ts';
import { profiles } from './profiles.ts';
import { findRoute } from './route.ts';
import { EdgeIndex } from './snap.ts';
import { stepsOf } from './steps.ts';

const spot = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));
const at = ([x, y]: readonly [number, number]): LngLat => [125.3 + x / 1e4, 43.88 + y / 1e4];
const lines = fc.array(fc.array(spot, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 20 });
const graphFrom = (drawn: [number, number][][]) =>
  graphOf(drawn.map((line, i) => ({ from: i * 2, to: i * 2 + 1, length_m: 100, line: line.map(at) })));

test('the nearest edge is the one that looking at all of them finds', () => {
  fc.assert(
    fc.property(lines, spot, fc.integer({ min: 100, max: 4000 }), (drawn, here, reach) => {
      const place = at(here);
      const { toPlane } = localFrame(place);
      const away = drawn.map((line) =>
        Math.min(
          ...line.slice(1).map((end, i) => nearestOnSegment([0, 0], toPlane(at(line[i]!)), toPlane(at(end))).away)
        )
      );
      const found = new EdgeIndex(graphFrom(drawn)).nearest(place, reach, () => true);
      const least = Math.min(...away);
      if (least > reach + 0.05) expect(found).toBeNull();
      else if (least < reach - 0.05) {
        expect(found!.away_m).toBeCloseTo(least, 1);
        expect(found!.share).toBeGreaterThanOrEqual(0);
        expect(found!.share).toBeLessThanOrEqual(1);
      }
    })
  );
});

test('an edge that may not be used is passed over', () => {
  const index = new EdgeIndex(
    graphFrom([
      [
        [0, 0],
        [10, 0]
      ],
      [
        [0, 5],
        [10, 5]
      ]
    ])
  );
  expect(index.nearest(at([5, 1]), 500, () => true)?.edge).toBe(0);
  expect(index.nearest(at([5, 1]), 500, (edge) => edge === 1)?.edge).toBe(1);
  expect(index.nearest(at([5, 1]), 500, () => false)).toBeNull();
});

/** A town of a street with a turning, and a yard beside it that nothing leads to. */
const town = graphOf([
  { from: 1, to: 2, length_m: 200, line: [at([0, 0]), at([25, 0])], name: '东路', class: 'primary' },
  { from: 2, to: 3, length_m: 200, line: [at([25, 0]), at([50, 0])], name: '东路', class: 'primary' },
  { from: 3, to: 4, length_m: 150, line: [at([50, 0]), at([50, 13])], name: '北街', name_en: 'North Street' },
  // Large enough that a yard of two junctions is an island beside it.
  ...Array.from({ length: 60 }, (_, i) => ({
    ...{ from: 4 + i, to: 5 + i, length_m: 50, class: 'minor' as const },
    line: [at([50 + i, 13]), at([51 + i, 13])]
  })),
  { from: 900, to: 901, length_m: 60, line: [at([10, 4]), at([16, 4])], class: 'service' }
]);
const network = new Networks(town).of(profiles.foot, { winter: false, closed: [] });

test('who sets out from an island is taken to the nearest road off it, and told so', () => {
  const yard = placeOn(network, at([12, 4]));
  expect(yard.island).toBe(true);
  expect(yard.spots.map(({ edge }) => edge)).toEqual([63, 0]);
  const route = findRoute(network, yard, placeOn(network, at([50, 10])));
  expect(route?.start.edge).toBe(0);
  const within = findRoute(network, yard, placeOn(network, at([15, 4])));
  expect(within?.start.edge).toBe(63);
});

test('a way is told street by street, with turns', () => {
  const route = findRoute(network, placeOn(network, at([0, 0])), placeOn(network, at([50, 10])))!;
  expect(stepsOf(town, route).map(({ text }) => text)).toEqual([
    { zh: '向东出发，沿东路行 400 米', en: 'Head east along 东路 for 400 m' },
    { zh: '左转，沿北街行 120 米', en: 'Turn left into North Street for 120 m' },
    { zh: '到达', en: 'Arrive' }
  ]);
});

test('a place beside the road is walked to, and that is said', () => {
  const route = findRoute(network, placeOn(network, at([5, 0])), placeOn(network, at([45, 8])))!;
  const steps = stepsOf(town, route);
  expect(steps.at(-1)!.text.zh).toMatch(/^离开道路步行 40 米到达$/);
  expect(route.line.at(-1)).toEqual(at([45, 8]).map((degrees) => Math.round(degrees * 1e7) / 1e7));
});
