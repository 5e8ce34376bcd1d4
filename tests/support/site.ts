import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#server/config.ts';
import { startServer, type RunningServer } from '#server/main.ts';
import type { Role } from '#geodata/access/roles.ts';
import { testDatabase, type TestDatabase } from './db.ts';

/** What test sites sign their cookies with. */
export const testSecret = 'VGhlIHNlY3JldCBvZiB0ZXN0IHNpdGVzIGlzIG5vIHNlY3JldA';

export interface TestSite {
  db: TestDatabase;
  server: RunningServer;
  /** Asks as a role with a scope; anonymous without one. */
  ask(path: string, as?: { role: Role; scope: string[] }, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** A running server over a database of its own; demo mode unless the settings say otherwise, without pages. */
export async function testSite({
  demo = false,
  web = false,
  settings = {}
}: { demo?: boolean; web?: boolean; settings?: Record<string, string> } = {}): Promise<TestSite> {
  const db = await testDatabase({ demo });
  const folder = mkdtempSync(join(tmpdir(), 'gezhi-site-'));
  const config = readConfig({
    DATABASE_URL: db.ownerUrl,
    SERVER_DATABASE_URL: db.serverUrl,
    TILE_DATABASE_URL: db.tileUrl,
    DEMO: 'on',
    PORT: '0',
    LOG_LEVEL: 'silent',
    AUDIT_DIR: folder,
    AUTH_SECRET: testSecret,
    TILE_SOURCE: 'postgis',
    POOL_SIZE: '4',
    // Tests of forecasts run the job themselves; for others it would only be a load.
    FORECASTS: 'off',
    ...settings
  });
  const server = await startServer(config, { web });
  return {
    db,
    server,
    ask(path, as, init = {}) {
      const headers = new Headers(init.headers);
      if (as) headers.set('Cookie', `gezhi_demo_role=${encodeURIComponent(`${as.role}:${as.scope.join('.')}`)}`);
      return fetch(`${server.url}${path}`, { ...init, headers });
    },
    async close() {
      await server.close();
      await db.drop();
      rmSync(folder, { recursive: true });
    }
  };
}
