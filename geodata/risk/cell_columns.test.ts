import { gridDisk, latLngToCell } from 'h3-js';
import { expect, test } from 'vitest';
import { decodeCells, encodeCells } from './cell_columns.ts';

const cells = gridDisk(latLngToCell(43.88, 125.32, 9), 20).sort();

test('cells and columns come back as they were, whatever order they were in; floats to single precision', () => {
  const sent = {
    meta: { kind: 'noise' },
    res: 9,
    cells: cells.toReversed(),
    columns: {
      expected: cells.map((_, i) => (i % 7 ? i / 8 : null)),
      grade: cells.map((_, i) => (i % 5 ? i % 3 : null))
    }
  };
  const got = decodeCells<{ kind: string }>(encodeCells(sent));
  expect(got.meta).toEqual(sent.meta);
  expect(got.cells).toEqual(cells);
  expect(got.columns.expected).toEqual(sent.columns.expected.toReversed());
  expect(got.columns.grade).toEqual(sent.columns.grade.toReversed());
});

test('a forecast takes at most 12 bytes a cell', () => {
  const columns = { expected: cells.map((_, i) => Math.exp(-i / 100)), grade: cells.map(() => 2) };
  expect(encodeCells({ meta: {}, res: 9, cells, columns }).length / cells.length).toBeLessThan(12);
});

test('what is cut off or something else is refused', () => {
  const bytes = encodeCells({ meta: {}, res: 9, cells, columns: { grade: cells.map(() => 1) } });
  expect(() => decodeCells(bytes.slice(0, -3))).toThrow(RangeError);
  expect(() => decodeCells(new TextEncoder().encode('<html>'))).toThrow(RangeError);
});
