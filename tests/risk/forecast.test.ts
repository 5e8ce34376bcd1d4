import { latLngToCell } from 'h3-js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeCells } from '#geodata/risk/cell_columns.ts';
import type { BacktestReply, CellExplanation, ForecastMeta, ForecastOverview } from '#geodata/schemas/forecast.ts';
import type { Role } from '#geodata/access/roles.ts';
import { forecastCity } from '#server/risk/forecast-city.ts';
import { insertDivisions } from '../support/rows.ts';
import { testSite, type TestSite } from '../support/site.ts';
import { BORDER_LNG, cityReports, drawDistricts, EAST, insertReports, morning, timeZone, WEST } from './support.ts';

let site: TestSite;
let pool: pg.Pool;
const settings = { timeZone, patrolShare: 0 };
const commander = { role: 'commander' as Role, scope: ['*'] };
const westerner = { role: 'commander' as Role, scope: ['220102'] };
const DAY_MS = 86_400_000;
const reports = cityReports();
/** Two houses in cells of their own, and who lives in them. */
const HOME: [number, number] = [125.312, 43.88];
const HOUSE: [number, number] = [125.306, 43.884];

beforeAll(async () => {
  site = await testSite();
  pool = new pg.Pool({ connectionString: site.db.serverUrl, max: 3, options: '-c gezhi.role=system -c gezhi.scope=*' });
  await insertDivisions(site.db.pool);
  await drawDistricts(site.db.pool);
  await insertReports(site.db.pool, reports);
  await insertHouse(HOME, { residents: 43, over_80: 12 });
  await insertHouse(HOUSE, { residents: 20, over_80: 3 });
  await forecastCity(pool, settings);
});
afterAll(async () => {
  await pool.end();
  await site.close();
});

async function insertHouse([lng, lat]: [number, number], people: { residents: number; over_80: number }) {
  const { rows } = await site.db.pool.query<{ id: number }>(
    `INSERT INTO asset.buildings (source, source_id, households, division_code, geom)
     VALUES ('test', $1, 15, $2, ST_Multi(ST_Buffer(ST_SetSRID(ST_Point($3, $4), 4326), 0.0001))) RETURNING id`,
    [`house ${lng}`, WEST, lng, lat]
  );
  await site.db.pool.query('INSERT INTO governance.building_people VALUES ($1, $2, $3, $3, 0)', [
    ...[rows[0]!.id, people.residents, people.over_80]
  ]);
  await site.db.pool.query(
    `INSERT INTO emergency.hydrants (source, source_id, kind, status, division_code, geom)
     VALUES ('test', 'one', 'hydrant', 'usable', $1, ST_SetSRID(ST_Point(125.3, 43.88), 4326)) ON CONFLICT DO NOTHING`,
    [WEST]
  );
}

async function json<T>(path: string, as = commander): Promise<T> {
  const response = await site.ask(path, as);
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}
async function map(path: string, as = commander) {
  const response = await site.ask(path, as);
  expect(response.status).toBe(200);
  return decodeCells<ForecastMeta>(new Uint8Array(await response.arrayBuffer()));
}
const lngOf = async (cells: string[]) =>
  (await site.db.pool.query<{ lng: number }>('SELECT lng FROM risk.cell_places WHERE h3 = ANY ($1)', [cells])).rows;

describe('what is published', () => {
  test('the overview says of every kind and window what there is, and why there is nothing', async () => {
    const { states, job, synthetic } = await json<ForecastOverview>('/api/forecasts');
    const of = (kind: string, horizon: number) => states.find((s) => s.kind === kind && s.horizon === horizon);
    expect(of('noise', 7)).toMatchObject({ published: 'model', withheld: null });
    expect(of('exposed_refuse', 7)).toMatchObject({ published: 'mean', withheld: null });
    expect(of('fire', 7)).toMatchObject({ published: null, withheld: 'events' });
    expect(job).toMatchObject({ done: 5, total: 5, failed: null, doing: null });
    expect(job!.finishedAt).not.toBeNull();
    expect(synthetic).toBe(false);
  });

  test('a map opens after it was stored and says how much is expected', async () => {
    const { meta, cells, columns } = await map('/api/forecasts/noise/7/cells');
    expect(new Date(`${meta.opens}T00:00:00+08:00`).getTime()).toBeGreaterThan(Date.parse(meta.publishedAt));
    expect(meta).toMatchObject({ kind: 'noise', horizon: 7, published: 'model', whole: true, shift: null });
    const sum = columns.expected!.reduce<number>((total, value) => total + value!, 0);
    expect(sum).toBeCloseTo(meta.expected, 3);
    const grades = columns.grade!;
    expect(grades.filter((grade) => grade === 2)).toHaveLength(Math.round(cells.length * 0.05));
    expect(grades.filter((grade) => grade !== 0)).toHaveLength(Math.round(cells.length * 0.2));
    expect(meta.flagged!.interval[0]).toBeLessThanOrEqual(meta.flagged!.expected);
  });

  test('a city that doubled its reporting overnight is told so, with the day', async () => {
    const { meta } = await map('/api/forecasts/road_damage/7/cells');
    expect(meta.shift!.factor).toBeGreaterThan(1.7);
    const day = Date.parse(`${meta.shift!.day}T00:00:00+08:00`);
    expect(Math.abs(day - (morning() - 28 * DAY_MS))).toBeLessThanOrEqual(4 * DAY_MS);
  });

  test('a kind or a window there is not is 422, one without a map 404', async () => {
    for (const path of ['theft/7/cells', 'noise/14/cells', 'noise/7/cells/8928308280fffff0']) {
      expect((await site.ask(`/api/forecasts/${path}`, commander)).status, path).toBe(422);
    }
    expect((await site.ask('/api/forecasts/fire/7/cells', commander)).status).toBe(404);
    expect((await site.ask('/api/forecasts/fire/7/backtest', commander)).status).toBe(200);
  });

  test('residents and roles without the permission get nothing', async () => {
    expect((await site.ask('/api/forecasts')).status).toBe(403);
    expect((await site.ask('/api/forecasts', { role: 'names_officer', scope: ['*'] })).status).toBe(403);
  });
});

describe('what was published stays', () => {
  test.each(['runs', 'models', 'scores', 'universes', 'signatures', 'plans'])(
    'no row of risk.%s is changed or removed, by nobody',
    async (table) => {
      for (const statement of [`DELETE FROM risk.${table}`, `TRUNCATE risk.${table} CASCADE`]) {
        await expect(site.db.pool.query(statement)).rejects.toThrow(/append-only/);
        await expect(pool.query(statement)).rejects.toThrow(/append-only|permission denied/);
      }
    }
  );

  test('the owner cannot rewrite a map either', async () => {
    await expect(site.db.pool.query('UPDATE risk.runs SET level = level + 1')).rejects.toThrow(/append-only/);
    await expect(site.db.pool.query(`UPDATE risk.runs SET expected = mean WHERE id = 1`)).rejects.toThrow(
      /append-only/
    );
  });

  test('a map is not published once its window has opened, whatever its writer says', async () => {
    const columns = `model_id, kind, horizon_days, published, as_of, known_until, last_event_id, level, beta, rates, expected, mean, shares, raw_sum, sha256`;
    const late = `INSERT INTO risk.runs (${columns}, opens, closes, opens_at, published_at)
      SELECT ${columns.replace('as_of', 'current_date - 30')}, current_date - 20, current_date - 20 + horizon_days, now() - interval '20 days',
             now() - interval '30 days' FROM risk.runs LIMIT 1`;
    await expect(pool.query(late)).rejects.toThrow(/before its window opens/);
  });
});

describe('why', () => {
  test('the shares of every cell of every map sum to 1', async () => {
    const { rows } = await site.db.pool.query<{ shares: Buffer; n: number }>(
      'SELECT shares, octet_length(expected) / 8 AS n FROM risk.runs'
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const { shares, n } of rows) {
      const values = new Float32Array(Uint8Array.from(shares).buffer);
      for (let cell = 0; cell < n; cell++) {
        expect(values.slice(cell * 6, cell * 6 + 6).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      }
    }
  });

  test('a cell names the five past events that weigh most, in order, and says how sure it is', async () => {
    const { cells, columns } = await map('/api/forecasts/noise/7/cells');
    const top = cells[columns.expected!.indexOf(Math.max(...(columns.expected as number[])))]!;
    const why = await json<CellExplanation>(`/api/forecasts/noise/7/cells/${top}`);
    expect(why).toMatchObject({ cell: top, grade: 2, unnamed: null });
    expect(why.events).toHaveLength(5);
    expect(why.events!.map(({ share }) => share)).toEqual(
      why.events!.map(({ share }) => share).toSorted((a, b) => b - a)
    );
    expect(why.events!.reduce((sum, { share }) => sum + share, 0)).toBeLessThan(1);
    expect(why.probability).toBeCloseTo(1 - Math.exp(-why.expected), 6);
    expect(why.interval[0]).toBeLessThanOrEqual(why.interval[1]);
    const { rows } = await site.db.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM governance.events WHERE id = ANY ($1)',
      [why.events!.map(({ id }) => id)]
    );
    expect(rows[0]!.n).toBe(5);
  });

  test('where the long-run mean is published it is explained by the cell itself and the city', async () => {
    const { cells } = await map('/api/forecasts/exposed_refuse/7/cells');
    const { shares } = await json<CellExplanation>(`/api/forecasts/exposed_refuse/7/cells/${cells[0]}`);
    expect(shares.long_here + shares.citywide).toBeCloseTo(1, 5);
  });

  test('whoever may not read events is told shares but no event', async () => {
    const { cells } = await map('/api/forecasts/noise/7/cells');
    const planner = { role: 'planner' as Role, scope: ['*'] };
    const why = await json<CellExplanation>(`/api/forecasts/noise/7/cells/${cells[0]}`, planner);
    expect(why).toMatchObject({ events: null, unnamed: 'permission' });
    expect(why.shares.long_here).toBeGreaterThanOrEqual(0);
  });
});

describe('scope', () => {
  test('a caller of one district gets its cells and no other, and no total of the city', async () => {
    const all = await map('/api/forecasts/noise/7/cells');
    const mine = await map('/api/forecasts/noise/7/cells', westerner);
    expect(mine.meta.whole).toBe(false);
    expect(mine.meta.flagged).toBeNull();
    expect(mine.cells.length).toBeGreaterThan(10);
    expect(mine.cells.length).toBeLessThan(all.cells.length);
    expect((await lngOf(mine.cells)).every(({ lng }) => lng < BORDER_LNG)).toBe(true);
    const sum = mine.columns.expected!.reduce<number>((total, value) => total + value!, 0);
    expect(mine.meta.expected).toBeCloseTo(sum, 3);
  });

  test('a cell of another district is as little there as one that never was', async () => {
    const all = await map('/api/forecasts/noise/7/cells');
    const mine = new Set((await map('/api/forecasts/noise/7/cells', westerner)).cells);
    const foreign = all.cells.find((cell) => !mine.has(cell))!;
    const answers = await Promise.all(
      [foreign, '8928308280fffff'].map(async (cell) => {
        const response = await site.ask(`/api/forecasts/noise/7/cells/${cell}`, westerner);
        const { detail, type } = (await response.json()) as Record<string, string>;
        return { status: response.status, detail, type };
      })
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]!.status).toBe(404);
    const { places } = await json<{ places: unknown[] }>(`/api/forecasts/places?cells=${foreign}`, westerner);
    expect(places).toEqual([]);
  });

  test('at the border no event of the other side is named, though it counts in the shares', async () => {
    const mine = await map('/api/forecasts/noise/7/cells', westerner);
    for (const cell of mine.cells.slice(0, 40)) {
      const { events } = await json<CellExplanation>(`/api/forecasts/noise/7/cells/${cell}`, westerner);
      const { rows } = await site.db.pool.query<{ division_code: string }>(
        'SELECT division_code FROM governance.events WHERE id = ANY ($1)',
        [events!.map(({ id }) => id)]
      );
      expect(rows.every(({ division_code }) => division_code === WEST)).toBe(true);
    }
  });

  test('the backtest tells a district how good the forecast is, its own figures, and no count of the city', async () => {
    const { test: own, events, cells } = await json<BacktestReply>('/api/forecasts/noise/7/backtest', westerner);
    expect([events, cells]).toEqual([null, null]);
    expect(own!.districts.map(({ code }) => code)).toEqual(['220102002']);
    expect(own!.series.every(({ expected, observed }) => expected === null && observed === null)).toBe(true);
    expect(own!.models.model.ig_ci[0]).toBeGreaterThan(0);
    const all = await json<BacktestReply>('/api/forecasts/noise/7/backtest');
    expect(all.test!.districts.map(({ code }) => code)).toEqual(['220102002', '220104001']);
    expect(all.events).toBeGreaterThan(500);
  });

  test('what could be hurt is told within scope, and people only where they are many enough', async () => {
    const response = await site.ask('/api/forecasts/consequence?res=9', westerner);
    const { cells, columns } = decodeCells(new Uint8Array(await response.arrayBuffer()));
    expect((await lngOf(cells)).every(({ lng }) => lng < BORDER_LNG)).toBe(true);
    const of = (name: string, [lng, lat]: [number, number]) => columns[name]![cells.indexOf(latLngToCell(lat, lng, 9))];
    expect([of('residents', HOME), of('over_80', HOME)]).toEqual([45, 10]);
    // Three are too few to be told, and the hydrant stands some way off.
    expect([of('residents', HOUSE), of('over_80', HOUSE)]).toEqual([20, null]);
    expect(of('hydrant_m', HOUSE)).toBeGreaterThan(100);
  });
});

test('the other side has its own map', async () => {
  const mine = await map('/api/forecasts/noise/7/cells', { role: 'commander', scope: [EAST] });
  expect((await lngOf(mine.cells)).every(({ lng }) => lng >= BORDER_LNG)).toBe(true);
});
