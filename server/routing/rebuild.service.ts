import type { Pool } from 'pg';
import { asSystem } from '#server/db/sql.ts';
import { rebuild, type Rebuilt } from './graph.queries.ts';

/** PostgreSQL's "could not serialize access": another rebuild committed first. */
const OVERTAKEN = '40001';

/**
 * Brings the graph in the database to the present of the roads: what changed, or all of it. Null when another process
 * was at it or got there first.
 */
export async function rebuildGraph(pool: Pool, { whole = false } = {}): Promise<Rebuilt | null> {
  try {
    const done = await asSystem(pool, (tx) => rebuild(tx, whole), { isolation: 'REPEATABLE READ' });
    return done.busy ? null : done;
  } catch (error) {
    if ((error as { code?: string }).code === OVERTAKEN) return null;
    throw error;
  }
}
