import type { Pool } from 'pg';
import type { Universe } from '#geodata/risk/universe.ts';
import { asSystem, type Tx } from '#server/db/sql.ts';
import { placeCells } from '#server/risk/cells.queries.ts';
import type { Window } from '#server/risk/days.ts';
import { usualDivisions, type EventLog } from '#server/risk/event-log.ts';
import type { LogFilter } from '#server/risk/event-log.queries.ts';
import { HORIZONS } from '#geodata/schemas/forecast.ts';
import type { KindAsOf, Learner } from '#server/risk/learn.ts';
import { runOf } from '#server/risk/run.ts';
import { addLateReports, memoryOf } from '#server/risk/state.ts';
import * as store from '#server/risk/store.queries.ts';

/** What one evening's work shares between kinds. */
export interface Evening {
  pool: Pool;
  filter: LogFilter;
  window: Window;
  log: EventLog;
  learner: Learner;
  stamp: string;
  /** The highest id there was when the reports were read. */
  lastId: number;
  /** Division of each cell that was placed. */
  divisionOf: Map<string, string>;
  universes: Map<number, Universe>;
  done: { fitted: number; published: number; scored: number };
}

/** A street's subdistrict (街道): the first nine digits of a community's code. */
const DISTRICT_DIGITS = 9;

/** Fits and tests a kind on all that is known, publishes its maps and begins its memory anew. */
export async function fitKind(evening: Evening, kind: string): Promise<void> {
  const { pool, learner, window, stamp, lastId, done } = evening;
  const universe = learner.universeAt(learner.resOf(kind));
  if (universe.cells.length === 0) return;
  await asSystem(pool, (tx) => place(evening, tx, universe));
  const districtOf = (cell: string) => (evening.divisionOf.get(cell) ?? '').slice(0, DISTRICT_DIGITS);
  const fits = HORIZONS.map((horizon) => learner.fit(kind, horizon, districtOf));
  await asSystem(pool, async (tx) => {
    const universeId = await store.saveUniverse(tx, universe);
    evening.universes.set(universeId, universe);
    const about = { stamp, asOf: window.asOf, first: fits[0]!.first, universeId };
    for (const fit of fits) {
      const id = await store.saveModel(tx, kind, fit, about);
      await publish(evening, tx, fit, { ...fit, id, kind });
    }
    await store.saveState(tx, kind, fits[0]!.moment.state, { universeId, stamp, lastId });
  });
  done.fitted += fits.length;
}

/** Brings the memory of a kind forward by what was reported since, late reports included, and publishes its maps. */
export async function bringForward(evening: Evening, kind: string, models: store.KnownModel[]): Promise<void> {
  const { pool, learner, window, stamp, lastId, log } = evening;
  await asSystem(pool, async (tx) => {
    const stored = await store.loadState(tx, kind);
    if (!stored || stored.stamp !== stamp || stored.asOf > window.asOf) return;
    const { universeId } = stored;
    const universe = await universeOf(evening, tx, universeId);
    const memory = memoryOf(stored);
    addLateReports(memory, kind, log, { cells: learner.cells(universe.res), universe, lastId: stored.lastId });
    const asOf = learner.recall(kind, universe, memory);
    for (const model of models) await publish(evening, tx, asOf, model);
    await store.saveState(tx, kind, asOf.moment.state, { universeId, stamp, lastId });
  });
}

/** Tells where the cells of a universe lie; once an evening, since boundaries move. */
export async function place(evening: Evening, tx: Tx, { res, cells }: Universe): Promise<void> {
  if (cells.every((cell) => evening.divisionOf.has(cell))) return;
  const usual = usualDivisions(evening.log, evening.learner.cells(res));
  for (const [cell, division] of await placeCells(tx, cells, usual)) evening.divisionOf.set(cell, division);
}

export async function universeOf(evening: Evening, tx: Tx, id: number): Promise<Universe> {
  const universe = evening.universes.get(id) ?? (await store.loadUniverse(tx, id));
  evening.universes.set(id, universe);
  return universe;
}

/** Stores the map of the coming window, where there is one to publish. */
async function publish(
  { filter, window, lastId, done }: Evening,
  tx: Tx,
  asOf: KindAsOf,
  model: Pick<store.KnownModel, 'id' | 'kind' | 'horizon' | 'beta' | 'meanBeta' | 'published'>
): Promise<void> {
  const { id, kind, horizon, beta, meanBeta, published } = model;
  if (!beta || !meanBeta || !published) return;
  const run = await runOf(asOf, {
    ...{ modelId: id, kind, horizon, beta, meanBeta, published },
    ...{ opens: window.opens, knownUntil: filter.knownUntil, lastId }
  });
  await store.saveRun(tx, run, filter.timeZone);
  done.published++;
}
