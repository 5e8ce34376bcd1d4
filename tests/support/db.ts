import pg from 'pg';
import { inject } from 'vitest';
import { cloneTemplate, dropDatabase, roleUrl } from './templates.ts';

/** A database of one test file. */
export type TestDatabase = {
  ownerUrl: string;
  serverUrl: string;
  tileUrl: string;
  /** Connections as the owner, who sees and may do everything. */
  pool: pg.Pool;
  /** Closes the pool and removes the database; call it in `afterAll`. */
  drop(): Promise<void>;
};

let made = 0;

/**
 * A migrated database for this test file alone, copied from a template in a fraction of a second; with the demo city
 * in it if asked. Needs the `db` or `e2e` project of vitest, which starts the cluster.
 */
export async function testDatabase({ demo = false } = {}): Promise<TestDatabase> {
  const cluster = inject('cluster');
  const name = `gezhi_test_${process.pid}_${++made}`;
  await cloneTemplate(cluster, name, demo);
  const urlOf = (role: string) => roleUrl(cluster, role, name);
  const pool = new pg.Pool({ connectionString: urlOf('gezhi_owner'), max: 5 });
  return {
    ownerUrl: urlOf('gezhi_owner'),
    serverUrl: urlOf('gezhi_server'),
    tileUrl: urlOf('tile_reader'),
    pool,
    drop: async () => {
      await pool.end();
      await dropDatabase(cluster, name);
    }
  };
}
