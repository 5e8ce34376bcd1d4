import type { Pool } from 'pg';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import { asSystem } from '#server/db/sql.ts';
import { shareGrids } from '#server/risk/cells.queries.ts';
import { windowAt } from '#server/risk/days.ts';
import { bringForward, fitKind, place, universeOf, type Evening } from '#server/risk/evening.ts';
import type { EventLog } from '#server/risk/event-log.ts';
import { newestReport, readLog, type LogFilter } from '#server/risk/event-log.queries.ts';
import { countExposure } from '#server/risk/exposure.queries.ts';
import { learnerOf } from '#server/risk/learn.ts';
import { ALL_KINDS, HORIZONS } from '#geodata/schemas/forecast.ts';
import { beginProgress, endProgress, stepProgress } from '#server/risk/progress.queries.ts';
import { closedRuns, scoreRun } from '#server/risk/score.queries.ts';
import * as store from '#server/risk/store.queries.ts';

/** A quarter of a year between fits. */
const REFIT_DAYS = 91;
/** What a night looks back on for levels and their breaks; what lies before it is remembered. */
const NIGHT_DAYS = 800;

export interface ForecastSettings {
  timeZone: string;
  patrolShare: number;
  /** The moment the job stands at; now, but for tests. */
  now?: Date;
}

/** How many models were fitted, maps published and maps scored. */
export type Forecasted = Evening['done'];

/**
 * The evening's work: scores maps whose windows have closed, fits what has not been fitted for a quarter, brings every
 * other kind forward by what was reported since, and publishes the maps of the coming windows, one kind after another.
 * Each kind is one transaction: whatever ends the job, what was published before stays published.
 */
export async function forecastCity(pool: Pool, { timeZone, patrolShare, now = new Date() }: ForecastSettings) {
  try {
    const evening = await begin(pool, { timeZone, patrolShare, knownUntil: now });
    if (evening) await work(evening);
    await asSystem(pool, (tx) => endProgress(tx, null));
    return evening?.done ?? { fitted: 0, published: 0, scored: 0 };
  } catch (error) {
    // What can still be told is told; the job itself fails with the first cause.
    await asSystem(pool, (tx) => endProgress(tx, (error as Error).message.slice(0, 200))).catch(() => {});
    throw error;
  }
}

/** Reads the reports: all of them, unless every kind has a memory that is younger than a fit may be. */
function begin(pool: Pool, filter: LogFilter): Promise<Evening | undefined> {
  return asSystem(pool, async (tx) => {
    const newest = await newestReport(tx, filter);
    await beginProgress(tx, newest?.day ?? null);
    if (!newest) return undefined;
    const { asOf, opens } = windowAt(filter.knownUntil, filter.timeZone);
    // A feed that fell silent is no city in which nothing happens: what lies after its last day is not known.
    const window = { asOf: Math.min(asOf, newest.day + 1), opens };
    const stamp = await store.dataStamp(tx);
    const known = await store.knownToAll(tx, stamp, window.asOf - REFIT_DAYS);
    const log = await readLog(
      tx,
      filter,
      known === undefined ? undefined : { day: window.asOf - NIGHT_DAYS, id: known }
    );
    if (log.id.length === 0) return undefined;
    return {
      ...{ pool, filter, window, log, stamp, lastId: newest.id, learner: learnerOf(log, window.asOf) },
      ...{ divisionOf: new Map<string, string>(), universes: new Map() },
      done: { fitted: 0, published: 0, scored: 0 }
    };
  });
}

async function work(evening: Evening): Promise<void> {
  const { pool, stamp, window } = evening;
  await score(evening);
  const kinds = kindsByCount(evening.log);
  const known = await asSystem(pool, (tx) => store.newestModels(tx, stamp));
  for (const [i, kind] of kinds.entries()) {
    await asSystem(pool, (tx) => stepProgress(tx, i, kinds.length, kind));
    const models = known.filter((model) => model.kind === kind);
    const fresh = models.length === HORIZONS.length && models.every(({ asOf }) => asOf > window.asOf - REFIT_DAYS);
    if (fresh) await bringForward(evening, kind, models);
    else await fitKind(evening, kind);
    // The first maps are complete at once; the other cells follow with theirs.
    if (i === 0) await look(evening);
  }
  await asSystem(pool, (tx) => stepProgress(tx, kinds.length, kinds.length, null));
  await look(evening);
}

/** Compares the maps whose windows have closed with what was reported. */
async function score(evening: Evening): Promise<void> {
  await asSystem(evening.pool, async (tx) => {
    for (const run of await closedRuns(tx, evening.window.asOf, evening.stamp)) {
      const universe = await universeOf(evening, tx, run.universeId);
      await scoreRun(tx, run, universe, evening.learner.placed(run.kind, universe));
      evening.done.scored++;
    }
  });
}

/** Looks again at where the cells in use lie, which grids they are in and what could be hurt there. */
async function look(evening: Evening): Promise<void> {
  await asSystem(evening.pool, async (tx) => {
    const universes = [...evening.universes.values()];
    const cells = [...new Set(universes.flatMap((universe) => universe.cells))];
    const resolutions = [...new Set(universes.map(({ res }) => res))];
    for (const universe of universes) await place(evening, tx, universe);
    await shareGrids(tx, resolutions);
    await countExposure(tx, cells, resolutions);
  });
}

/** All kinds together first, then the most frequent: what most people look for is there soonest. */
function kindsByCount({ kind, kinds }: EventLog): string[] {
  const counts = new Map<string, number>();
  for (const each of kind) counts.set(kinds[each]!, (counts.get(kinds[each]!) ?? 0) + 1);
  const codes = eventKinds.all.map(({ code }) => code).filter((code) => counts.has(code));
  return [ALL_KINDS, ...codes.sort((a, b) => counts.get(b)! - counts.get(a)!)];
}
