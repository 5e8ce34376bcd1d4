import { latLngToCell } from 'h3-js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asSystem } from '#server/db/sql.ts';
import { HeatIndex } from '#server/heat/heat.index.ts';
import { differences } from '#server/heat/self-check.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { byId, heatOf, insertEvent } from './support.ts';

let site: TestSite;
let server: pg.Pool;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const lately = () => ({ from: iso(Date.now() - 2 * DAY), to: iso(Date.now() + HOUR) });

beforeAll(async () => {
  site = await testSite();
  await insertDivisions(site.db.pool);
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  server = new pg.Pool({ connectionString: site.db.serverUrl, max: 2 });
});
afterAll(async () => {
  await server.end();
  await site.close();
});

const total = async () => (await heatOf(site, lately())).meta.total;
/** Until what was committed has been heard of; gives the total. */
async function heard(): Promise<number> {
  const { rows } = await site.db.pool.query<{ n: number }>(
    'SELECT count(*) AS n FROM governance.events WHERE reported_at >= $1 AND reported_at < $2',
    Object.values(lately())
  );
  await expect.poll(total, { timeout: 3000, interval: 50 }).toBe(rows[0]!.n);
  return rows[0]!.n;
}
const compare = (index: HeatIndex) => asSystem(server, async (tx) => differences(tx, await index.current()));

describe('what is counted is what is in the table', () => {
  test('through reports, changes, moves and withdrawals, in order or late, one by one or thousands at once', async () => {
    const index = new HeatIndex(server);
    const check = async () => {
      index.hear('events');
      expect(await compare(index)).toEqual([]);
    };
    let seed = 11;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const event = () => ({
      kind: random() < 0.5 ? 'noise' : 'fire',
      at: iso(Date.now() - random() * 300 * DAY),
      lng: 125.2 + random() * 0.2,
      lat: 43.8 + random() * 0.2,
      division: random() < 0.5 ? '220102002001' : null
    });
    const ids: number[] = [];
    for (let i = 0; i < 40; i++) ids.push(await insertEvent(site.db.pool, event()));
    await index.current();
    await check();
    for (let round = 0; round < 30; round++) {
      const id = ids[Math.floor(random() * ids.length)]!;
      const chance = random();
      if (chance < 0.3) ids.push(await insertEvent(site.db.pool, event()));
      else if (chance < 0.5)
        await site.db.pool.query(`UPDATE governance.events SET status = 'done' WHERE id = $1`, [id]);
      else if (chance < 0.6) await site.db.pool.query('DELETE FROM governance.events WHERE id = $1', [id]);
      else if (chance < 0.8) {
        const { lng, lat } = event();
        await site.db.pool.query(
          'UPDATE governance.events SET geom = ST_SetSRID(ST_Point($2, $3), 4326), h3 = $4 WHERE id = $1',
          [id, lng, lat, latLngToCell(lat, lng, 10)]
        );
      } else await site.db.pool.query('UPDATE governance.events SET reported_at = $2 WHERE id = $1', [id, event().at]);
      if (round % 3 === 0) await check();
    }
    await check();
    // Enough to be read anew, and then enough late ones to be put in order.
    const many = (n: number, minutes: number) =>
      site.db.pool.query(
        `INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, h3, division_code, geom)
         SELECT 'test', 'many ' || $2::integer || ' ' || i, gen_random_uuid(), 'noise', 'citizen', 'done', now() - i * $2::integer * interval '1 minute',
                '${latLngToCell(43.88, 125.32, 10)}', '220102002001', ST_SetSRID(ST_Point(125.32, 43.88), 4326) FROM generate_series(1, $1) i`,
        [n, minutes]
      );
    await many(2500, 3);
    await check();
    for (const minutes of [4, 5, 6]) {
      await many(1900, minutes);
      await check();
    }
    await site.db.pool.query(`DELETE FROM governance.events WHERE source_id LIKE 'many%'`);
    await check();
  });

  test('also when a transaction that began earlier commits later', async () => {
    const before = await heard();
    const slow = await site.db.pool.connect();
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, h3, geom)
       VALUES ('test', 'slow', gen_random_uuid(), 'noise', 'citizen', 'done', now(), $1, ST_SetSRID(ST_Point(125.32, 43.88), 4326))`,
      [latLngToCell(43.88, 125.32, 10)]
    );
    await insertEvent(site.db.pool, {});
    expect(await heard()).toBe(before + 1);
    await slow.query('COMMIT');
    slow.release();
    expect(await heard()).toBe(before + 2);
  });

  test('and a difference is found', async () => {
    const index = new HeatIndex(server);
    const { events } = await index.current();
    events.drop(0);
    const found = await compare(index);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ table, memory }) => table === memory + 1)).toBe(true);
  });
});

test('a new event is counted for its own scope within two seconds', async () => {
  const inside = { role: 'commander' as const, scope: ['220104'] };
  await heard();
  const before = (await heatOf(site, lately(), inside)).meta.total;
  const began = performance.now();
  await insertEvent(site.db.pool, { division: '220104001001', lng: 125.3, lat: 43.9 });
  await expect
    .poll(async () => (await heatOf(site, lately(), inside)).meta.total, { timeout: 3000, interval: 50 })
    .toBe(before + 1);
  expect(performance.now() - began).toBeLessThan(2000);
});

describe('what no event can be is refused', () => {
  const refused = (event: Parameters<typeof insertEvent>[1]) =>
    insertEvent(site.db.pool, event).then(
      () => 'taken',
      (error: pg.DatabaseError) => error.constraint ?? error.column
    );

  test('without a time', async () => {
    expect(await refused({ at: null as unknown as string })).toBe('reported_at');
  });

  test('reported in the future; a clock a minute ahead is let pass', async () => {
    expect(await refused({ at: iso(Date.now() + DAY) })).toBe('events_not_in_future');
    expect(await refused({ at: iso(Date.now() + 60_000) })).toBe('taken');
    const id = await insertEvent(site.db.pool, {});
    await expect(
      site.db.pool.query(`UPDATE governance.events SET reported_at = now() + interval '1 day' WHERE id = $1`, [id])
    ).rejects.toMatchObject({ constraint: 'events_not_in_future' });
  });

  test('at (0, 0), where devices without a position are', async () => {
    expect(await refused({ lng: 0, lat: 0 })).toBe('events_somewhere');
  });

  test('sent twice by a client that was offline', async () => {
    const publicId = '0197c3a0-5e1f-7cc1-9a60-0a1b2c3d4e5f';
    expect(await refused({ publicId })).toBe('taken');
    const before = await heard();
    expect(await refused({ publicId })).toBe('events_public_id_key');
    expect(await heard()).toBe(before);
  });

  test('but outside the city it is taken: it has a cell, and no unit of governance', async () => {
    await heard();
    const before = await heatOf(site, { ...lately(), by: 'community' });
    await insertEvent(site.db.pool, { lng: 126.6, lat: 45.7 });
    expect(await heard()).toBe(before.meta.total + 1);
    const after = await heatOf(site, { ...lately(), by: 'community' });
    expect(after.meta.unplaced).toBe(before.meta.unplaced + 1);
    expect(byId(await heatOf(site, lately())).get(latLngToCell(45.7, 126.6, 9))).toBe(1);
  });
});
