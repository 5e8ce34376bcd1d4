import type { Pool } from 'pg';
import { log } from '#server/http/log.ts';
import type { Outbox } from '#server/live/outbox.ts';
import { rebuildGraph } from './rebuild.service.ts';

/** Edits come in bursts; one rebuild takes them all. */
const GATHER_MS = 300;
/** Another process is at it, or the database is away: look again. */
const AGAIN_MS = 3_000;
/** Layers the graph is made of. */
const sources = new Set(['roads', 'gates']);
/**
 * Rebuilds the graph after every change of a road that the outbox tells of, and once at the start for what changed
 * while no server ran. Nobody waits for it. Returns what stops it.
 */
export function followRoads(pool: Pool, outbox: Outbox): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;

  const soon = (ms = GATHER_MS) => {
    wanted = true;
    if (stopped || timer || running) return;
    timer = setTimeout(() => {
      timer = undefined;
      wanted = false;
      running = run().finally(() => {
        running = null;
        if (wanted) soon();
      });
    }, ms);
    timer.unref();
  };
  async function run(): Promise<void> {
    try {
      const done = await rebuildGraph(pool);
      if (done && done.changed > 0) log.info(done, 'the road graph follows the roads');
      if (!done) retry();
    } catch (error) {
      log.warn({ err: error as Error }, 'the road graph could not be rebuilt');
      retry();
    }
  }
  const retry = () => setTimeout(soon, AGAIN_MS).unref();

  outbox.onChanges((changes) => {
    if (changes.some(({ layer }) => sources.has(layer))) soon();
  });
  outbox.onGap(() => soon());
  soon();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
