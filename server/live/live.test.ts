import { expect, test } from 'vitest';
import { coalesce, mayHear } from '#server/live/live.routes.ts';

const change = (
  seq: number,
  layer: string,
  bbox: [number, number, number, number] | null,
  divisionCode: string | null = null
) => ({ seq, layer, bbox, divisionCode });

test('changes of one layer become one message with the box around them and the newest number', () => {
  const messages = coalesce([
    change(1, 'cameras', [1, 1, 2, 2]),
    change(2, 'roads', [0, 0, 1, 1]),
    change(3, 'cameras', [0, 0, 1, 5])
  ]);
  expect(messages).toEqual([change(2, 'roads', [0, 0, 1, 1]), change(3, 'cameras', [0, 0, 2, 5])]);
});

test('a change without a box makes the whole message boxless', () => {
  expect(coalesce([change(1, 'divisions', null), change(2, 'divisions', [0, 0, 1, 1])])[0]?.bbox).toBeNull();
});

test('a change of a scoped layer without a division is for the whole site only', () => {
  const placeless = change(1, 'cameras', [0, 0, 1, 1]);
  expect(mayHear({ role: 'commander', scope: ['22'] }, placeless)).toBe(false);
  expect(mayHear({ role: 'commander', scope: ['*'] }, placeless)).toBe(true);
});

test('an unknown layer is told to nobody', () => {
  expect(mayHear({ role: 'commander', scope: ['*'] }, change(1, 'secrets', null))).toBe(false);
});
