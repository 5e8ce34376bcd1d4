import { latLngToCell } from 'h3-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sensitiveKinds } from '#geodata/heat/guard.ts';
import { shrunkRates } from '#geodata/heat/rates.ts';
import { surprise } from '#geodata/heat/tail.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { byId, everywhere, heatOf, insertEvent } from './support.ts';

let site: TestSite;
/** The last midnight before the demo city's newest event, and a window of four weeks up to it. */
let end: number;
const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();
const window = (days: number, before = 0) => ({
  from: iso(end - (days + before) * DAY),
  to: iso(end - before * DAY)
});

interface Raw {
  kind: string;
  by: string;
  status: string;
  at: number;
  lng: number;
  lat: number;
  division: string | null;
  grid: string | null;
  repeats: boolean;
}
let raw: Raw[];

beforeAll(async () => {
  site = await testSite({ demo: true });
  // Outside the city: counted, and in no unit of governance.
  await insertEvent(site.db.pool, { at: iso(Date.now() - 40 * DAY), lng: 124.2, lat: 43.1 });
  const { rows } = await site.db.pool.query<Raw>(
    `SELECT kind, reported_by AS by, status, extract(epoch FROM reported_at)::float8 * 1000 AS at, ST_X(geom) AS lng, ST_Y(geom) AS lat,
            division_code AS division, grid_code AS grid, duplicate_of IS NOT NULL AS repeats FROM governance.events`
  );
  raw = rows;
  end = Math.ceil(rows.reduce((most, { at }) => Math.max(most, at), 0) / DAY) * DAY;
});
afterAll(() => site.close());

const isSensitive = (kind: string) => sensitiveKinds.includes(kind);
const within = ({ at }: Raw, { from, to }: { from: string; to: string }) =>
  at >= Date.parse(from) && at < Date.parse(to);
function count(rows: Raw[], unitOf: (row: Raw) => string | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const unit = unitOf(row);
    if (unit) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  return counts;
}
const cellOf = (res: number) => (row: Raw) => latLngToCell(row.lat, row.lng, res);

describe('counts', () => {
  test.each([7, 8, 9, 10])(
    'by cells of resolution %i are those of the rows, each in the cell it lies in',
    async (res) => {
      const asked = window(90);
      const rows = raw.filter((row) => within(row, asked) && !isSensitive(row.kind));
      const reply = await heatOf(site, { ...asked, res: String(res) });
      expect(byId(reply)).toEqual(count(rows, cellOf(res)));
      expect(reply.meta).toMatchObject({
        total: rows.length,
        placed: rows.length,
        unplaced: 0,
        leftOut: sensitiveKinds
      });
      expect(reply.meta.repeats).toBe(rows.filter(({ repeats }) => repeats).length);
    }
  );

  test('of chosen kinds, sources and states are those of the rows', async () => {
    const asked = window(365);
    const query = { kinds: 'noise,pipe_leak', sources: 'hotline', statuses: 'done,declined', repeats: 'once' };
    const rows = raw.filter(
      (row) =>
        within(row, asked) &&
        ['noise', 'pipe_leak'].includes(row.kind) &&
        row.by === 'hotline' &&
        ['done', 'declined'].includes(row.status) &&
        !row.repeats
    );
    expect(rows.length).toBeGreaterThan(20);
    expect(byId(await heatOf(site, { ...asked, ...query }))).toEqual(count(rows, cellOf(9)));
  });

  test('have equal totals by cell, grid, community and street; what lies in no unit is told', async () => {
    const asked = window(365);
    const rows = raw.filter((row) => within(row, asked) && !isSensitive(row.kind));
    const replies = await Promise.all(
      ['cell', 'grid', 'community', 'street'].map((by) => heatOf(site, { ...asked, by }))
    );
    for (const { meta, columns } of replies) {
      expect(meta.total).toBe(rows.length);
      expect(columns.n.reduce((sum, n) => sum + n, 0)).toBe(meta.placed);
      expect(meta.placed + meta.unplaced).toBe(meta.total);
    }
    expect(byId(replies[1]!)).toEqual(count(rows, ({ grid }) => grid));
    expect(byId(replies[3]!)).toEqual(count(rows, ({ division }) => division && `${division.slice(0, 9)}000`));
    expect(replies[1]!.meta.unplaced).toBeGreaterThan(0);
  });
});

describe('measures', () => {
  test('change is against the window of the same length before', async () => {
    const [now, before] = [window(28), window(28, 28)];
    const { ids, columns, meta } = await heatOf(site, { ...now, measure: 'change', by: 'community' });
    const open = raw.filter((row) => !isSensitive(row.kind));
    const past = count(
      open.filter((row) => within(row, before)),
      ({ division }) => division
    );
    expect(ids.map((id, i) => [id, columns.before![i]])).toEqual(ids.map((id) => [id, past.get(id) ?? 0]));
    expect(meta.before).toBe(open.filter((row) => within(row, before)).length);
  });

  test('anomaly is the tail of the unit’s own past', async () => {
    const asked = window(14);
    const { ids, columns, meta } = await heatOf(site, { ...asked, measure: 'anomaly', by: 'street' });
    expect(meta.past).toBe(26);
    const open = raw.filter((row) => !isSensitive(row.kind) && row.division);
    const street = ({ division }: Raw) => `${division!.slice(0, 9)}000`;
    const past = Array.from({ length: 26 }, (_, i) =>
      count(
        open.filter((row) => within(row, window(14, 14 * (i + 1)))),
        street
      )
    );
    ids.forEach((id, i) => {
      const expected = surprise(
        columns.n[i]!,
        past.map((counts) => counts.get(id) ?? 0)
      );
      expect(columns.score![i]).toBeCloseTo(expected.score, 1);
      expect(columns.expected![i]).toBeCloseTo(expected.expected, 1);
    });
  });

  test('anomaly without enough history is not made up', async () => {
    const { columns, meta } = await heatOf(site, { ...window(300), measure: 'anomaly' });
    expect(meta.past).toBeLessThan(8);
    expect(columns.score).toBeUndefined();
  });

  test('rate is per thousand households, shrunk, and hidden where there are few', async () => {
    const asked = window(90);
    const { ids, columns, meta } = await heatOf(site, { ...asked, measure: 'rate', by: 'grid' });
    const { rows } = await site.db.pool.query<{ grid: string; n: string }>(
      `SELECT grid_code AS grid, sum(households) AS n FROM asset.buildings WHERE households > 0 AND grid_code IS NOT NULL GROUP BY 1`
    );
    const households = new Map(rows.map(({ grid, n }) => [grid, Number(n)]));
    expect(columns.households).toEqual(ids.map((id) => households.get(id) ?? 0));
    const expected = shrunkRates(columns.n, columns.households!);
    expect(meta.mean).toBeCloseTo(expected.mean, 6);
    columns.rate!.forEach((rate, i) => {
      if (columns.households![i]! < 50) expect(rate).toBeNaN();
      else expect(rate).toBeCloseTo(expected.values[i]!, 3);
    });
  });
});

describe('scope', () => {
  const district = { role: 'commander' as const, scope: ['220102'] };

  test('events outside it are in no count, no total, no history and no list', async () => {
    const asked = window(90);
    const rows = raw.filter(
      (row) => within(row, asked) && !isSensitive(row.kind) && row.division?.startsWith('220102')
    );
    const reply = await heatOf(site, asked, district);
    expect(byId(reply)).toEqual(count(rows, cellOf(9)));
    expect(reply.meta.total).toBe(rows.length);
    const outside = raw.find(
      (row) => within(row, asked) && row.kind === 'noise' && row.division && !row.division.startsWith('220102')
    )!;
    const cell = latLngToCell(outside.lat, outside.lng, 10);
    const detail = await site.ask(`/api/heat/units/${cell}?${new URLSearchParams({ ...asked, res: '10' })}`, district);
    const body = (await detail.json()) as { n: number; latest: unknown[] };
    expect(body.n).toBe(rows.filter((row) => cellOf(10)(row) === cell).length);
    expect(body.latest).toHaveLength(Math.min(10, body.n));
  });

  test('nobody without the right to events is answered', async () => {
    const path = `/api/heat?${new URLSearchParams(window(7))}`;
    expect((await site.ask(path)).status).toBe(403);
    expect((await site.ask(path, { role: 'planner', scope: ['*'] })).status).toBe(403);
  });

  test('a copy kept by one viewer is not taken for another’s', async () => {
    const path = `/api/heat?${new URLSearchParams(window(28))}`;
    const tag = (await site.ask(path, everywhere)).headers.get('etag')!;
    const again = (as: typeof everywhere) => site.ask(path, as, { headers: { 'If-None-Match': tag } });
    expect((await again(everywhere)).status).toBe(304);
    expect((await again(district)).status).toBe(200);
  });
});

describe('kinds that tell about persons', () => {
  test('are told in multiples of five over a closed quarter, and nothing else of them', async () => {
    const reply = await heatOf(site, { ...window(7), kinds: 'call_for_help', by: 'street', measure: 'anomaly' });
    const { meta, columns } = reply;
    expect(meta).toMatchObject({ guarded: true, least: 5, measure: 'count', by: 'street' });
    const rows = raw.filter((row) => row.kind === 'call_for_help' && row.at >= meta.from && row.at < meta.to);
    const streets = count(rows, ({ division }) => division && `${division.slice(0, 9)}000`);
    expect(byId(reply)).toEqual(
      new Map(
        [...streets]
          .map(([id, n]) => [id, n - (n % 5)] as const)
          .filter(([, n]) => n > 0)
          .sort()
      )
    );
    expect(columns.n.every((n) => n % 5 === 0)).toBe(true);
    expect(meta.total % 5).toBe(0);
    const id = [...streets.keys()][0]!;
    const detail = await site.ask(
      `/api/heat/units/${id}?${new URLSearchParams({ ...window(7), kinds: 'call_for_help', by: 'street' })}`,
      everywhere
    );
    expect(await detail.json()).toMatchObject({ guarded: true, series: [], kinds: [], latest: [] });
  });

  test('are not asked for with others', async () => {
    const reply = await site.ask(
      `/api/heat?${new URLSearchParams({ ...window(7), kinds: 'call_for_help,noise' })}`,
      everywhere
    );
    expect(reply.status).toBe(422);
    expect(await reply.json()).toMatchObject({ type: '/problems/sensitive-kinds-alone' });
  });
});

describe('one unit', () => {
  test('has the series, kinds and latest events of its cell', async () => {
    const asked = window(28);
    const open = raw.filter((row) => !isSensitive(row.kind));
    const [cell, n] = [
      ...count(
        open.filter((row) => within(row, asked)),
        cellOf(8)
      )
    ].sort((a, b) => b[1] - a[1])[0]!;
    const reply = await site.ask(`/api/heat/units/${cell}?${new URLSearchParams({ ...asked, res: '8' })}`, everywhere);
    const body = (await reply.json()) as {
      n: number;
      series: { from: string; n: number }[];
      kinds: { kind: string; n: number }[];
      latest: { reportedAt: string }[];
    };
    expect(body.n).toBe(n);
    expect(body.series.at(-1)).toMatchObject({ from: asked.from, n });
    body.series.forEach((bar, i) => {
      const span = window(28, 28 * (body.series.length - 1 - i));
      expect(bar.n).toBe(open.filter((row) => within(row, span) && cellOf(8)(row) === cell).length);
    });
    expect(body.kinds.reduce((sum, kind) => sum + kind.n, 0)).toBe(n);
    const times = body.latest.map(({ reportedAt }) => reportedAt);
    expect(times).toEqual(times.toSorted().reverse());
  });

  test('of another resolution or sort is refused', async () => {
    const cell = latLngToCell(43.88, 125.32, 8);
    for (const query of [{ res: '9' }, { by: 'grid' }, { by: 'street' }] as Record<string, string>[]) {
      const reply = await site.ask(
        `/api/heat/units/${cell}?${new URLSearchParams({ ...window(7), ...query })}`,
        everywhere
      );
      expect(reply.status).toBe(query.by === 'grid' ? 200 : 422);
    }
    expect((await site.ask(`/api/heat/units/nowhere?${new URLSearchParams(window(7))}`, everywhere)).status).toBe(422);
  });

  test('is called by the compound or road it lies at and the community around it', async () => {
    const cell = latLngToCell(43.8868, 125.3235, 9);
    const reply = await site.ask(`/api/heat/names?by=cell&ids=${cell}`, everywhere);
    const { names } = (await reply.json()) as { names: { id: string; near: string; community: string }[] };
    expect(names).toHaveLength(1);
    expect(names[0]).toMatchObject({ id: cell, near: expect.any(String), community: expect.any(String) });
  });

  test('of governance has its boundary, within the scope only', async () => {
    const read = async (as: typeof everywhere) => {
      const reply = await site.ask('/api/heat/outlines/grid', as);
      return ((await reply.json()) as { units: { code: string; geometry: unknown }[] }).units;
    };
    const [all, some] = [await read(everywhere), await read({ role: 'commander', scope: ['220102'] })];
    expect(all.length).toBeGreaterThan(some.length);
    expect(some.every(({ code, geometry }) => code.startsWith('220102') && geometry)).toBe(true);
  });
});
