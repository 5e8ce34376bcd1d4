import { latLngToCell } from 'h3-js';
import type pg from 'pg';
import { simulate } from '#geodata/risk/simulated_city.ts';
import { windowAt } from '#server/risk/days.ts';

/** Where the simulated city is cut into two communities of two districts. */
export const BORDER_LNG = 125.32;
export const WEST = '220102002001';
export const EAST = '220104001001';
export const timeZone = 'Asia/Shanghai';

const DAYS = 560;
const DAY_MS = 86_400_000;

export interface Report {
  kind: string;
  at: Date;
  lng: number;
  lat: number;
  by?: string;
}

/** The first day a job that runs now does not know, as a moment. */
export function morning(now = new Date()): number {
  return windowAt(now, timeZone).asOf * DAY_MS - 8 * 3_600_000;
}

/**
 * Reports of a year and a half up to this morning: noise that excites itself, refuse that excites nothing, damage that
 * is reported twice as often since four weeks ago, and nine fires.
 * @param rings of cells around the middle
 */
export function cityReports(rings = 6): Report[] {
  const one = (name: string, kind: string, background: number, theta: number): Report[] => {
    const { day, lon, lat } = simulate({
      ...{ name, rings, days: DAYS, background, unequal: 1, theta, tau: 10, sigma: 0 }
    });
    const start = day.reduce((least, each) => Math.min(least, each), Infinity);
    return Array.from(day, (each, i) => ({
      ...{ kind, lng: lon[i]!, lat: lat[i]! },
      // By day, so that no clock change and no midnight is near.
      at: new Date(morning() - (DAYS - (each - start)) * DAY_MS + 12 * 3_600_000)
    }));
  };
  const doubled = one('more damage', 'road_damage', 3, 0).filter(({ at }) => at.getTime() >= morning() - 28 * DAY_MS);
  return [
    ...one('noise', 'noise', 4, 0.5),
    ...one('refuse', 'exposed_refuse', 3, 0),
    ...[...one('damage', 'road_damage', 3, 0), ...doubled],
    ...one('fires', 'fire', 3, 0)
      .slice(0, 9 * 150)
      .filter((_, i) => i % 150 === 0)
      .map((fire) => ({ ...fire, kind: 'fire' }))
  ];
}

/** Two districts with a community each, west and east of the border, and two unit grids in each. */
export async function drawDistricts(pool: pg.Pool): Promise<void> {
  const box = (west: number, east: number) => `ST_Multi(ST_MakeEnvelope(${west}, 43.8, ${east}, 43.96, 4326))`;
  for (const [code, west, east] of [
    [WEST, 125.2, BORDER_LNG],
    [EAST, BORDER_LNG, 125.44]
  ] as const) {
    await pool.query(`UPDATE governance.divisions SET geom = ${box(west, east)} WHERE code = $1`, [code]);
    const middle = (west + east) / 2;
    for (const [seq, from, to] of [
      ['001', west, middle],
      ['002', middle, east]
    ] as const) {
      await pool.query(
        `INSERT INTO governance.grids (source, source_id, code, division_code, grid_code, name, kind, geom)
         VALUES ('test', $1, $1, $2, $1, $3, 'unit', ${box(from, to)})`,
        [code + seq, code, `网格${seq}`]
      );
    }
  }
}

let sent = 0;

/** Stores reports as they would have come in; some of them only after the day on which the tests run. */
export async function insertReports(pool: pg.Pool, reports: readonly Report[]): Promise<void> {
  const column = <T>(read: (report: Report) => T) => reports.map(read);
  await pool.query('ALTER TABLE governance.events DISABLE TRIGGER refuse_future');
  await pool.query(
    `INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, h3, division_code, geom)
     SELECT 'test', r.id, gen_random_uuid(), r.kind, r.by, 'done', r.at, r.h3, CASE WHEN r.lng < ${BORDER_LNG} THEN '${WEST}' ELSE '${EAST}' END,
            ST_SetSRID(ST_Point(r.lng, r.lat), 4326)
     FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::float8[], $7::float8[])
       AS r (id, kind, by, at, h3, lng, lat)`,
    [
      column(() => `report-${++sent}`),
      column(({ kind }) => kind),
      column(({ by = 'citizen' }) => by),
      column(({ at }) => at),
      column(({ lat, lng }) => latLngToCell(lat, lng, 10)),
      column(({ lng }) => lng),
      column(({ lat }) => lat)
    ]
  );
  await pool.query('ALTER TABLE governance.events ENABLE TRIGGER refuse_future');
}
