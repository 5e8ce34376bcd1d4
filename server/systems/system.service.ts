import type { Pool } from 'pg';
import type { SystemEntry, SystemRun, SystemState } from '#geodata/schemas/systems.ts';
import type { Actor } from '#server/access/actor.ts';
import { audit } from '#server/audit/audit.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';
import * as queries from '#server/systems/system.queries.ts';

export interface ShownSystem extends queries.SystemRow {
  state: SystemState;
  /** When the next run is due; null where none is promised. */
  nextAt: Date | null;
}

const HOUR_MS = 3_600_000;
/** Nobody is late for having started a little after the hour. */
const GRACE = 0.1;

/** Every connected system with how it is doing, and the sources of imports that no system stands for. */
export async function systemsOverview(pool: Pool, actor: Actor) {
  return asActor(pool, actor, async (tx) => ({
    systems: await systemsWithState(tx),
    strays: await queries.strayQuery(tx)
  }));
}

/** The same inside another's transaction. */
export async function systemsWithState(tx: Tx): Promise<ShownSystem[]> {
  const now = Date.now();
  return (await queries.listSystems(tx)).map((system) => ({ ...system, ...judge(system, now) }));
}

/** How a system is doing: paused, late, never run, with errors, well. Late comes before errors: it may be worse by now. */
function judge(
  system: Pick<queries.SystemRow, 'paused' | 'everyHours' | 'lastRunAt' | 'addedAt' | 'errors'>,
  now: number
): { state: SystemState; nextAt: Date | null } {
  const { paused, everyHours, lastRunAt, addedAt, errors } = system;
  const every = everyHours === null ? null : everyHours * HOUR_MS;
  const nextAt = every === null || paused ? null : new Date((lastRunAt ?? addedAt).valueOf() + every);
  if (paused) return { state: 'paused', nextAt };
  if (nextAt && now > nextAt.valueOf() + every! * GRACE) return { state: 'late', nextAt };
  if (!lastRunAt) return { state: 'never', nextAt };
  return { state: errors ? 'errors' : 'ok', nextAt };
}

/** @throws Problem 409 for a name or source that another system has */
export async function addSystem(pool: Pool, actor: Actor, entry: SystemEntry): Promise<number> {
  return asActor(pool, actor, async (tx) => {
    const id = await unique(() => queries.insertSystem(tx, entry));
    await audit(tx, { action: 'system.add', object: `systems/${id}`, detail: { ...entry } });
    return id;
  });
}

/** @throws Problem 404, 409 */
export async function changeSystem(pool: Pool, actor: Actor, id: number, entry: SystemEntry): Promise<void> {
  await asActor(pool, actor, async (tx) => {
    if (!(await unique(() => queries.updateSystem(tx, id, entry)))) throw noSuchSystem();
    await audit(tx, { action: 'system.change', object: `systems/${id}`, detail: { ...entry } });
  });
}

/** Takes a system off the list; what was imported from it stays. @throws Problem 404 */
export async function removeSystem(pool: Pool, actor: Actor, id: number): Promise<void> {
  await asActor(pool, actor, async (tx) => {
    const name = await queries.deleteSystem(tx, id);
    if (name === undefined) throw noSuchSystem();
    await audit(tx, { action: 'system.remove', object: `systems/${id}`, detail: { name } });
  });
}

/** Notes what a run came to, for ways that are no import. @throws Problem 404 */
export async function noteRun(pool: Pool, actor: Actor, id: number, run: SystemRun): Promise<void> {
  await asActor(pool, actor, async (tx) => {
    if (!(await queries.insertRun(tx, id, run))) throw noSuchSystem();
    await audit(tx, { action: 'system.run', object: `systems/${id}`, detail: { ...run } });
  });
}

async function unique<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code !== '23505') throw error;
    const isSource = constraint === 'systems_source_key';
    throw new Problem(
      409,
      isSource ? 'source-taken' : 'name-taken',
      isSource
        ? { zh: '这个导入来源已属于另一个系统。', en: 'Another system stands for this source of imports.' }
        : { zh: '已有同名的系统。', en: 'Another system has this name.' },
      { errors: [{ pointer: isSource ? '/source' : '/name', message: 'taken' }] }
    );
  }
}

function noSuchSystem(): Problem {
  return new Problem(404, 'no-such-system', { zh: '没有这个系统。', en: 'There is no such system.' });
}
