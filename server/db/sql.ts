import type { Sql } from 'sql-template-tag';
import type { Pool, QueryResultRow } from 'pg';
import type { Role } from '#geodata/access/roles.ts';
import '#server/db/types.ts';

export { default as sql, join, raw, empty } from 'sql-template-tag';
export type { Sql } from 'sql-template-tag';

/** What queries run on inside a transaction: values are always bound. */
export interface Tx {
  query<Row extends QueryResultRow>(statement: Sql): Promise<{ rows: Row[]; rowCount: number | null }>;
}

const SET_ACTOR = `SELECT set_config('gezhi.role', $1, true), set_config('gezhi.scope', $2, true),
  set_config('gezhi.account', $3, true), set_config('gezhi.request', $4, true)`;

/** REPEATABLE READ where several statements must see one moment. */
type Isolation = 'READ COMMITTED' | 'REPEATABLE READ';

/** Who a transaction acts for: an actor, or the server itself. */
interface ActsFor {
  role: Role | 'system';
  scope: readonly string[];
  account?: { id: string } | null;
  /** Ties what the audit chain says to the request's line in the log. */
  requestId?: string;
}

/**
 * Runs `work` in one transaction as the actor: role, scope and account are set for that transaction only, so that row-level
 * security and audit triggers see who asks. Commits when `work` resolves, rolls back when it throws.
 */
export async function asActor<T>(
  pool: Pool,
  actor: ActsFor,
  work: (tx: Tx) => Promise<T>,
  { isolation = 'READ COMMITTED' }: { isolation?: Isolation } = {}
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
    await client.query(SET_ACTOR, [actor.role, actor.scope.join(','), actor.account?.id ?? '', actor.requestId ?? '']);
    const result = await work({ query: (statement) => client.query(statement.text, statement.values) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    // A connection that could not roll back is not given to anybody else.
    client.release(broken);
  }
}

/** What the server does by itself (jobs, sequencers): no person, the whole site. Never on behalf of a request. */
export function asSystem<T>(
  pool: Pool,
  work: (tx: Tx) => Promise<T>,
  options: { isolation?: Isolation } = {}
): Promise<T> {
  return asActor(pool, { role: 'system', scope: ['*'] }, work, options);
}
