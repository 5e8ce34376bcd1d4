import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = dirname(import.meta.dirname);

/** Needs PostgreSQL; the cluster is started once for all of them. */
const withDatabase = { globalSetup: ['tests/support/cluster.ts'], testTimeout: 30_000, hookTimeout: 180_000 };

export default defineConfig({
  root,
  resolve: { alias: { $lib: `${root}/web/lib` } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{geodata,server,scripts,web}/**/*.test.ts'],
          exclude: ['**/*.db.test.ts']
        }
      },
      {
        extends: true,
        test: {
          ...withDatabase,
          name: 'db',
          include: ['tests/**/*.test.ts', '{server,scripts}/**/*.db.test.ts'],
          exclude: ['tests/e2e/**', 'tests/bench/**']
        }
      },
      {
        extends: true,
        test: {
          ...withDatabase,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          // One browser at a time: two drawing maps in software starve each other.
          fileParallelism: false,
          testTimeout: 120_000
        }
      }
    ]
  }
});
