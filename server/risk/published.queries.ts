import type { Rates } from '#geodata/risk/moment.ts';
import type { Report } from '#geodata/risk/report.ts';
import type { NotEnough } from '#geodata/risk/backtest.ts';
import type { ForecastState, Horizon, WindowPoint, Withheld } from '#geodata/schemas/forecast.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { raw, sql, type Sql, type Tx } from '#server/db/sql.ts';
import { fromBytes } from '#server/risk/state.ts';

/** The newest model of each kind and horizon: what there is. */
export async function forecastStates(tx: Tx): Promise<ForecastState[]> {
  const { rows } = await tx.query<ForecastState>(sql`
    SELECT DISTINCT ON (kind, horizon_days) kind, horizon_days AS horizon, published, withheld
    FROM risk.models ORDER BY kind, horizon_days, id DESC`);
  return rows;
}

export interface ModelRow {
  id: number;
  universeId: number;
  published: 'model' | 'mean' | null;
  withheld: Withheld | null;
  fittedAt: Date;
  asOf: string;
  report: Report | NotEnough;
}

export async function newestModel(tx: Tx, kind: string, horizon: Horizon): Promise<ModelRow | undefined> {
  const { rows } = await tx.query<ModelRow>(sql`
    SELECT id, universe_id AS "universeId", published, withheld, fitted_at AS "fittedAt", as_of AS "asOf", report
    FROM risk.models WHERE kind = ${kind} AND horizon_days = ${horizon} ORDER BY id DESC LIMIT 1`);
  return rows[0];
}

export interface RunRow {
  id: number;
  kind: string;
  horizon: Horizon;
  published: 'model' | 'mean';
  asOf: string;
  opens: string;
  closes: string;
  publishedAt: Date;
  lastEventId: number;
  knownUntil: Date;
  level: number;
  rawSum: number;
  beta: number[];
  rates: Rates;
  shift: { day: number; factor: number; seasonal: boolean } | null;
  sha256: string;
  expected: Float64Array;
  shares: Float32Array;
  cells: string[];
  res: number;
  firstDay: string;
  report: Report;
}

/** The newest map of a kind and horizon, as long as its newest model lets one be published. */
export async function newestRun(tx: Tx, kind: string, horizon: Horizon): Promise<RunRow | undefined> {
  return findRun(tx, sql`m.id = (SELECT max(id) FROM risk.models WHERE kind = ${kind} AND horizon_days = ${horizon})`);
}

async function findRun(tx: Tx, which: Sql): Promise<RunRow | undefined> {
  const { rows } = await tx.query<Omit<RunRow, 'expected' | 'shares'> & { expected: Buffer; shares: Buffer }>(sql`
    SELECT r.id, r.kind, r.horizon_days AS horizon, r.published, r.as_of AS "asOf", r.opens, r.closes,
           r.published_at AS "publishedAt", r.last_event_id AS "lastEventId", r.known_until AS "knownUntil", r.level,
           r.raw_sum AS "rawSum", r.beta, r.rates, r.shift, r.sha256, r.expected, r.shares, u.cells, u.res,
           m.first_day AS "firstDay", m.report
    FROM risk.runs r JOIN risk.models m ON m.id = r.model_id JOIN risk.universes u ON u.id = m.universe_id
    WHERE ${which} ORDER BY r.id DESC LIMIT 1`);
  const [row] = rows;
  if (!row) return undefined;
  return { ...row, expected: fromBytes(row.expected), shares: new Float32Array(Uint8Array.from(row.shares).buffer) };
}

export interface PlaceRow {
  h3: string;
  lng: number;
  lat: number;
  division: string | null;
  grid: string | null;
}

/** Those of some cells whose middle lies within the actor's scope. */
export async function cellsWithin(tx: Tx, actor: Actor, cells: readonly string[]): Promise<PlaceRow[]> {
  const { rows } = await tx.query<PlaceRow>(sql`
    SELECT h3, lng, lat, division_code AS division, grid_code AS grid FROM risk.cell_places p
    WHERE h3 = ANY (${cells}) AND ${withinScope({ scoped: true }, actor, raw('p.division_code'))}`);
  return rows;
}

/** Names of the community and the unit grid of cells within scope. */
export async function namesOf(tx: Tx, actor: Actor, cells: readonly string[]): Promise<PlaceRow[]> {
  const { rows } = await tx.query<PlaceRow>(sql`
    SELECT p.h3, p.lng, p.lat, d.name AS division, g.name AS grid FROM risk.cell_places p
    LEFT JOIN governance.divisions d ON d.code = p.division_code
    LEFT JOIN governance.grids g ON g.code = p.grid_code
    WHERE p.h3 = ANY (${cells}) AND ${withinScope({ scoped: true }, actor, raw('p.division_code'))}`);
  return rows;
}

export interface ExposureRow {
  h3: string;
  households: number | null;
  residents: number | null;
  over_80: number | null;
  key_sites: number;
  hydrant_m: number | null;
}

export async function exposureWithin(tx: Tx, actor: Actor, res: number): Promise<ExposureRow[]> {
  const { rows } = await tx.query<ExposureRow>(sql`
    SELECT x.h3, x.households, x.residents, x.over_80, x.key_sites, round(x.hydrant_m)::int AS hydrant_m
    FROM risk.exposure x JOIN risk.cell_places p ON p.h3 = x.h3
    WHERE x.h3 LIKE ${`8${res}%`} AND ${withinScope({ scoped: true }, actor, raw('p.division_code'))}`);
  return rows;
}

export type ProspectiveRow = WindowPoint & { published: 'model' | 'mean'; hash_holds: boolean };

/** Scores of published maps, the oldest first. */
export async function prospective(tx: Tx, kind: string, horizon: Horizon): Promise<ProspectiveRow[]> {
  const { rows } = await tx.query<ProspectiveRow>(sql`
    SELECT * FROM (
      SELECT r.opens AS day, r.published, s.hash_holds, s.expected, s.observed, s.hr5, s.mean_hr5, s.gain
      FROM risk.scores s JOIN risk.runs r ON r.id = s.run_id
      WHERE r.kind = ${kind} AND r.horizon_days = ${horizon} ORDER BY r.opens DESC LIMIT 104
    ) AS newest ORDER BY day`);
  return rows;
}

export async function districtNames(tx: Tx, codes: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ code: string; name: string }>(sql`
    SELECT left(code, 9) AS code, name FROM governance.divisions WHERE level = 4 AND left(code, 9) = ANY (${codes})`);
  return new Map(rows.map(({ code, name }) => [code, name]));
}
