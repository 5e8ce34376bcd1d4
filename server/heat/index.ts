import type { Pool } from 'pg';
import { asSystem } from '#server/db/sql.ts';
import { HeatIndex } from '#server/heat/heat.index.ts';
import { heatRoutes } from '#server/heat/heat.routes.ts';
import { HeatService, type HeatSettings } from '#server/heat/heat.service.ts';
import { differences } from '#server/heat/self-check.ts';
import { log } from '#server/http/log.ts';
import type { Route } from '#server/http/route.ts';
import type { Outbox } from '#server/live/outbox.ts';

/** Read ahead a little after the start, so that the first who looks does not wait. */
const AHEAD_MS = 5_000;
/** How often what is held in memory is compared with the table. */
const CHECK_MS = 6 * 3600_000;

export interface Heat {
  routes: Route[];
  close(): void;
}

/** The heat of one server: follows the outbox, and compares itself with the table from time to time. */
export function createHeat(pool: Pool, outbox: Outbox, settings: HeatSettings): Heat {
  const index = new HeatIndex(pool);
  outbox.onChanges((changes) => new Set(changes.map(({ layer }) => layer)).forEach((layer) => index.hear(layer)));
  outbox.onGap(() => index.forget());
  const check = async () => {
    if (!index.loaded) return;
    const compare = () => asSystem(pool, async (tx) => differences(tx, await index.current()));
    // An event that came between the two readings is not there the second time.
    const found = (await compare()).length > 0 ? await compare() : [];
    if (found.length === 0) return;
    log.error({ found }, 'heat and events differ; the events are read again');
    index.forget();
  };
  const timer = setInterval(() => {
    check().catch((error: unknown) => log.warn({ err: error }, 'heat and events could not be compared'));
  }, CHECK_MS);
  timer.unref();
  const ahead = setTimeout(() => {
    index.current().catch((error: unknown) => log.warn({ err: error }, 'the events could not be read ahead'));
  }, AHEAD_MS);
  ahead.unref();
  return {
    routes: heatRoutes(pool, new HeatService(pool, index, settings)),
    close() {
      clearInterval(timer);
      clearTimeout(ahead);
    }
  };
}
