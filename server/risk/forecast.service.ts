import type { Pool } from 'pg';
import { encodeCells } from '#geodata/risk/cell_columns.ts';
import { textOf } from '#geodata/risk/day.ts';
import { topCells } from '#geodata/risk/hits.ts';
import { CURVE_AREAS, flaggedInterval } from '#geodata/risk/report.ts';
import { hydrants } from '#geodata/layers/hydrants.ts';
import { GRADE_SHARES } from '#geodata/schemas/forecast.ts';
import type {
  BacktestReply,
  CellPlace,
  ForecastMeta,
  ForecastOverview,
  Horizon,
  WindowPoint
} from '#geodata/schemas/forecast.ts';
import { can, type Actor } from '#server/access/actor.ts';
import { maySee } from '#server/access/layers.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';
import * as queries from '#server/risk/published.queries.ts';
import { readProgress } from '#server/risk/progress.queries.ts';
import { dataStamp } from '#server/risk/store.queries.ts';

/** What is forecast, what is not and why, and how far the job is. */
export async function overview(pool: Pool, actor: Actor, patrolShare: number): Promise<ForecastOverview> {
  return asActor(pool, actor, async (tx) => {
    const job = await readProgress(tx);
    return {
      states: await queries.forecastStates(tx),
      job: job && {
        ...job,
        startedAt: job.startedAt.toISOString(),
        finishedAt: job.finishedAt?.toISOString() ?? null,
        // What went wrong in the server is for its log; here it is enough that it did.
        failed: job.failed && (can(actor, 'system:read') ? job.failed : 'failed')
      },
      synthetic: (await dataStamp(tx)) !== '',
      patrolShare
    };
  });
}

/** A published map as its reader may see it. */
export interface SeenRun {
  run: queries.RunRow;
  /** Positions in the universe of the cells within scope, and where they lie. */
  seen: (queries.PlaceRow & { at: number })[];
  /** Whether these are all of them. */
  whole: boolean;
  /** Grade of every cell of the universe: by its rank in the whole city. */
  grades: Uint8Array;
}

/**
 * The newest map of a kind and horizon, cut to the caller's scope.
 * @throws Problem 404 where there is none
 */
export async function seenRun(tx: Tx, actor: Actor, kind: string, horizon: Horizon): Promise<SeenRun> {
  const run = await queries.newestRun(tx, kind, horizon);
  if (!run) throw noForecast();
  return cutTo(tx, actor, run);
}

async function cutTo(tx: Tx, actor: Actor, run: queries.RunRow): Promise<SeenRun> {
  const at = new Map(run.cells.map((cell, i) => [cell, i]));
  const seen = (await queries.cellsWithin(tx, actor, run.cells)).map((place) => ({ ...place, at: at.get(place.h3)! }));
  const grades = new Uint8Array(run.cells.length);
  for (const share of GRADE_SHARES.toReversed()) for (const cell of topCells(run.expected, share)) grades[cell]!++;
  return { run, seen, whole: seen.length === run.cells.length, grades };
}

/** The map as bytes: expected events and grade of each cell within scope. */
export function forecastMap(pool: Pool, actor: Actor, kind: string, horizon: Horizon): Promise<Uint8Array> {
  return asActor(pool, actor, async (tx) => {
    const { run, seen, whole, grades } = await seenRun(tx, actor, kind, horizon);
    const meta: ForecastMeta = {
      ...{ kind, horizon, run: run.id, published: run.published, asOf: run.asOf, opens: run.opens, closes: run.closes },
      ...{ publishedAt: run.publishedAt.toISOString(), sha256: run.sha256, whole },
      shift: run.shift && { ...run.shift, day: textOf(run.shift.day) },
      expected: seen.reduce((sum, { at }) => sum + run.expected[at]!, 0),
      flagged: whole ? flaggedOf(run) : null
    };
    return encodeCells({
      ...{ meta, res: run.res, cells: seen.map(({ h3 }) => h3) },
      columns: { expected: seen.map(({ at }) => run.expected[at]!), grade: seen.map(({ at }) => grades[at]!) }
    });
  });
}

function flaggedOf({ expected, report }: queries.RunRow): ForecastMeta['flagged'] {
  const sum = topCells(expected, GRADE_SHARES[0]).reduce((total, cell) => total + expected[cell]!, 0);
  return { expected: sum, interval: flaggedInterval(sum, report), coverage: report.coverage };
}

/** What could be hurt in the cells within scope, as bytes; hydrants only for whom they are shown on the map. */
export function consequence(pool: Pool, actor: Actor, res: number): Promise<Uint8Array> {
  return asActor(pool, actor, async (tx) => {
    const rows = await queries.exposureWithin(tx, actor, res);
    const column = (name: Exclude<keyof queries.ExposureRow, 'h3'>) => rows.map((row) => row[name]);
    return encodeCells({
      ...{ meta: {}, res, cells: rows.map(({ h3 }) => h3) },
      columns: {
        ...{ households: column('households'), residents: column('residents'), over_80: column('over_80') },
        key_sites: column('key_sites'),
        ...(maySee(actor, hydrants) ? { hydrant_m: column('hydrant_m') } : {})
      }
    });
  });
}

/** Names of where cells within scope lie; others are left out. */
export async function cellNames(pool: Pool, actor: Actor, cells: string[]): Promise<{ places: CellPlace[] }> {
  const rows = await asActor(pool, actor, (tx) => queries.namesOf(tx, actor, cells));
  return {
    places: rows.map(({ h3, lng, lat, division, grid }) => ({ cell: h3, center: [lng, lat], division, grid }))
  };
}

/**
 * The test on the past and the scores of published maps. Ratios tell how good a forecast is; how much is reported in the
 * city is told only to whoever sees all of it, and of districts those within scope.
 */
export async function backtestOf(pool: Pool, actor: Actor, kind: string, horizon: Horizon): Promise<BacktestReply> {
  return asActor(pool, actor, async (tx) => {
    const model = await queries.newestModel(tx, kind, horizon);
    if (!model) throw noForecast();
    const { report } = model;
    const whole = actor.scope.includes('*');
    const mine = (code: string) => whole || actor.scope.some((own) => code.startsWith(own));
    const counts = (point: WindowPoint) => (whole ? point : { ...point, expected: null, observed: null });
    const reply = {
      ...{ kind, horizon, published: model.published, withheld: model.withheld, asOf: model.asOf },
      ...{ fittedAt: model.fittedAt.toISOString(), windows: report.windows },
      ...{ cells: whole ? report.cells : null, events: whole ? report.events : null },
      eventsPerWeek: whole && 'series' in report ? (7 * report.events) / spanOf(report.series, horizon) : null,
      prospective: (await queries.prospective(tx, kind, horizon)).map((row) => ({ ...row, ...counts(row) }))
    };
    if ('lacking' in report) return reply;
    const districts = report.districts.filter(({ code }) => code !== '' && mine(code));
    const names = await queries.districtNames(
      tx,
      districts.map(({ code }) => code)
    );
    const { ece, slope, bins } = report.calibration;
    const coverage = Number.isNaN(report.coverage) ? null : report.coverage;
    return {
      ...reply,
      test: {
        ...{ models: report.models, curve: { areas: [...CURVE_AREAS], models: report.curve }, coverage },
        calibration: { ece, slope, bins: bins.map(({ probability, frequency }) => ({ probability, frequency })) },
        alerts: report.alerts,
        shift: report.shift ? { ...report.shift, day: textOf(report.shift.day) } : null,
        districts: districts.map((district) => ({ ...district, name: names.get(district.code) ?? null })),
        series: report.series.map((point) => counts({ ...point, day: textOf(point.day) }))
      }
    };
  });
}

function spanOf(series: readonly { day: number }[], horizon: number): number {
  return series.at(-1)!.day + horizon - series[0]!.day;
}

/** The one answer where no map is published, whatever the reason; the overview says which. */
function noForecast(): Problem {
  return new Problem(404, 'no-forecast', {
    zh: '该事项和时段没有发布预测。',
    en: 'No forecast is published for this kind and window.'
  });
}
