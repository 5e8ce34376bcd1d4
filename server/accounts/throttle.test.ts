import { expect, test } from 'vitest';
import { Throttle } from './throttle.ts';

function at(start = 0) {
  const clock = { now: start };
  return { clock, throttle: new Throttle(() => clock.now) };
}

test('the first wrong tries cost nothing, then each costs twice as long, up to a quarter of an hour', () => {
  const { throttle, clock } = at();
  const waits = Array.from({ length: 16 }, () => {
    throttle.wrong('key');
    const wait = throttle.waitMs('key');
    clock.now += wait;
    return wait / 1000;
  });
  expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
});

test('the right password begins the count anew', () => {
  const { throttle } = at();
  for (let i = 0; i < 6; i++) throttle.wrong('key');
  throttle.right('key');
  throttle.wrong('key');
  expect(throttle.waitMs('key')).toBe(0);
});

test('guessing in one place makes nobody wait in another', () => {
  const { throttle } = at();
  for (let i = 0; i < 50; i++) throttle.wrong('zhang from there');
  expect(throttle.waitMs('zhang from there')).toBeGreaterThan(0);
  expect(throttle.waitMs('zhang from here')).toBe(0);
});
