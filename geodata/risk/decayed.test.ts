import { expect, test } from 'vitest';
import { dailyEvents } from './daily_events.ts';
import { addLate, advance, emptyDecayed, weights } from './decayed.ts';

const TAUS = [3, 90, Infinity];
const events = dailyEvents([100, 100, 103, 110, 99, 120], [0, 1, 0, 1, 0, 0], 100, 115);

function stateAt(...days: number[]) {
  const state = emptyDecayed(TAUS, 2, 100);
  for (const day of days) advance(state, events, day);
  return state;
}

test('a state is the faded sum of the past, the day itself not in it', () => {
  const { s } = stateAt(110);
  expect(s[0]).toBeCloseTo(Math.exp(-9 / 3) + Math.exp(-6 / 3), 12);
  expect([s[2], s[5]]).toEqual([2, 1]);
});

test('night after night gives what one step gives', () => {
  const nightly = stateAt(...Array.from({ length: 16 }, (_, i) => 100 + i));
  stateAt(115).s.forEach((value, i) => expect(nightly.s[i]).toBeCloseTo(value, 12));
});

test('a late report weighs what it would have weighed in time', () => {
  const state = stateAt(112);
  const inTime = emptyDecayed(TAUS, 2, 100);
  advance(inTime, dailyEvents([100, 100, 103, 110, 104], [0, 1, 0, 1, 1], 100, 115), 112);
  addLate(state, 104, Int32Array.of(1));
  inTime.s.forEach((value, i) => expect(state.s[i]).toBeCloseTo(value, 12));
  expect(() => addLate(state, 112, Int32Array.of(1))).toThrow(RangeError);
});

test('a state is never brought back', () => {
  expect(() => stateAt(110, 109)).toThrow('cannot be brought back');
});

test('one event a day makes a rate of one', () => {
  const state = emptyDecayed(TAUS, 1, 0);
  const daily = dailyEvents(
    Array.from({ length: 50 }, (_, i) => i),
    new Int32Array(50),
    0,
    50
  );
  advance(state, daily, 50);
  weights(state).forEach((weight, j) => expect(state.s[j]! / weight).toBeCloseTo(1, 12));
});
