import { expect, test } from 'vitest';
import { lane, passwordLanes, strangersLane } from './lane.ts';

/** Work that ends when told to. */
function open() {
  let end!: () => void;
  const ended = new Promise<void>((done) => (end = done));
  return { work: () => ended, end };
}
const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ status: 429, type: 'sign-in-busy' });

test('two run, two wait, the fifth is refused before its work begins', async () => {
  const { run } = lane({ running: 2, waiting: 2 });
  const four = [open(), open(), open(), open()];
  const all = four.map(({ work }) => run(work));
  let begun = false;
  await refused(run(async () => void (begun = true)));
  expect(begun).toBe(false);
  four.forEach(({ end }) => end());
  await Promise.all(all);
  await expect(run(async () => 'free again')).resolves.toBe('free again');
});

test('those who wait come in the order they came, one for each that leaves, also when it failed', async () => {
  const { run } = lane({ running: 1, waiting: 3 });
  const first = open();
  const order: string[] = [];
  const failing = run(async () => {
    await first.work();
    throw new Error('wrong password');
  });
  const others = ['a', 'b', 'c'].map((name) => run(async () => void order.push(name)));
  first.end();
  await expect(failing).rejects.toThrow('wrong password');
  await Promise.all(others);
  expect(order).toEqual(['a', 'b', 'c']);
});

test('a refusal says when to come back', async () => {
  const { run } = lane({ running: 1, waiting: 0 });
  const holding = open();
  const held = run(holding.work);
  await expect(run(async () => 1)).rejects.toMatchObject({
    headers: { 'Retry-After': expect.stringMatching(/^\d+$/) }
  });
  holding.end();
  await held;
});

test('a full lane of strangers leaves the lane of known devices free', async () => {
  const { strangers, known } = passwordLanes();
  const { running, waiting } = strangersLane();
  const holding = open();
  const held = Array.from({ length: running + waiting }, () => strangers.run(holding.work));
  await refused(strangers.run(async () => 1));
  await expect(known.run(async () => 'in')).resolves.toBe('in');
  holding.end();
  await Promise.all(held);
});

test.each([
  [1, 1],
  [2, 1],
  [3, 2],
  [64, 2]
])('on %i cores strangers hash on %i', (cores, running) => {
  expect(strangersLane(cores)).toEqual({ running, waiting: 20 });
});
