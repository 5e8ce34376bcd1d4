import type { TestProject } from 'vitest/node';
import { openPrivateCluster } from '../../scripts/provision/private-database.ts';
import { dropLeftovers } from './templates.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the test cluster as its superuser. */
    cluster: string;
  }
}

/** Vitest's global set-up for tests that need a database: the same private cluster `npm start` uses. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await openPrivateCluster(() => {});
  const url = cluster.url('postgres', 'postgres');
  await dropLeftovers(url);
  project.provide('cluster', url);
  return cluster.stop;
}
