import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { plant } from '../access/support/plant.ts';
import { addresses, callers, describedRoutes, leaksIn, mayEnter, type Caller } from '../access/support/walk.ts';
import { cloneTemplate, dropDatabase, roleUrl } from '../support/templates.ts';
import type { Bench, BenchContext } from './support/bench.ts';

const NAME = 'gezhi_bench_leaks';

/** Every reading route as every role of every scope, over planted rows of every layer: how much is told that must not be. */
export const leaks: Bench = {
  name: 'access/leaks',
  unit: 'leaks',
  bar: { atMost: 0 },
  async run({ cluster, signal }: BenchContext) {
    const superuser = cluster.url('postgres', 'postgres');
    await dropDatabase(superuser, NAME);
    await cloneTemplate(superuser, NAME, false);
    const url = (role: string) => roleUrl(superuser, role, NAME);
    const pool = new pg.Pool({ connectionString: url('gezhi_owner') });
    const folder = mkdtempSync(join(tmpdir(), 'gezhi-bench-'));
    const server = await startServer(
      readConfig({
        ...{
          DATABASE_URL: url('gezhi_owner'),
          SERVER_DATABASE_URL: url('gezhi_server'),
          TILE_DATABASE_URL: url('tile_reader')
        },
        ...{ DEMO: 'on', PORT: '0', LOG_LEVEL: 'silent', TILE_SOURCE: 'postgis', AUDIT_DIR: folder }
      }),
      { web: false }
    );
    try {
      const planted = await plant(pool);
      const routes = await describedRoutes((path) => fetch(server.url + path));
      const undeclared = routes.filter(({ access }) => !access).length;
      const reading = routes.filter(({ method, path }) => method === 'GET' && path !== '/api/live');
      let [asked, leaked] = [0, undeclared];
      for (const caller of callers) {
        for (const route of reading) {
          signal.throwIfAborted();
          for (const address of addresses(route, planted)) {
            const reply = await fetch(server.url + address, { headers: headersOf(caller), redirect: 'manual' });
            const text = await reply.text();
            asked++;
            leaked += leaksIn(text, caller).length;
            if (!mayEnter(route, caller) && reply.status < 400) leaked++;
          }
        }
      }
      const note = `${asked.toLocaleString('en')} requests, ${routes.length} routes, ${callers.length} callers, ${undeclared} routes undeclared`;
      return { value: leaked, note };
    } finally {
      await server.close();
      await pool.end();
      await dropDatabase(superuser, NAME);
      rmSync(folder, { recursive: true });
    }
  }
};

function headersOf(caller: Caller): Record<string, string> {
  // An address of its own each, so that none ends at the limit of one address.
  const from = { 'X-Forwarded-For': `192.0.2.${callers.indexOf(caller)}` };
  if (caller.role === 'resident') return from;
  return { ...from, Cookie: `gezhi_demo_role=${encodeURIComponent(`${caller.role}:${caller.scope.join('.')}`)}` };
}
