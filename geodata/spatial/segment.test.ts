import { expect, test } from 'vitest';
import { CellIndex } from './cell_index.ts';
import { localFrame } from './local_frame.ts';
import { crosses, crossing, nearestOnSegment } from './segment.ts';

test('two segments meet once, and touching ends count as meeting but not as crossing', () => {
  expect(crossing([0, 0], [10, 0], [4, -5], [4, 5])).toEqual({ along: 0.4, across: 0.5 });
  expect(crossing([0, 0], [10, 0], [0, 1], [10, 1])).toBeNull();
  expect(crossing([0, 0], [10, 0], [10, 0], [10, 9])).not.toBeNull();
  expect(crosses([0, 0], [10, 0], [10, 0], [10, 9])).toBe(false);
});

test('the nearest spot of a segment is its end when the foot falls outside', () => {
  expect(nearestOnSegment([5, 3], [0, 0], [10, 0])).toEqual({ along: 0.5, away: 3, spot: [5, 0] });
  expect(nearestOnSegment([-3, 4], [0, 0], [10, 0])).toEqual({ along: 0, away: 5, spot: [0, 0] });
});

test('an index finds what lies near, each thing once', () => {
  const index = new CellIndex<string>(10);
  index.add([0, 0, 25, 5], 'long');
  index.add([100, 100, 101, 101], 'far');
  expect(index.near([12, 3], 15)).toEqual(['long']);
  expect(index.at([100, 100])).toEqual(['far']);
});

test('a flat map agrees with the ellipsoid and gives degrees to 1e-7', () => {
  const frame = localFrame([125.3245, 43.8868]);
  const [x, y] = frame.toPlane([125.3369415, 43.8868]);
  // ST_Distance of the two as geography.
  expect(x).toBeCloseTo(999.7807, 3);
  expect(y).toBe(0);
  const [lng, lat] = frame.toLngLat([123.456, -654.321]);
  expect(lng).toBe(Math.round(lng * 1e7) / 1e7);
  expect(frame.toPlane([lng, lat])[1]).toBeCloseTo(-654.321, 1);
});
