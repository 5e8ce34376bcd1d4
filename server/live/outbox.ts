import type { Pool } from 'pg';
import { log } from '#server/http/log.ts';

/** One numbered change: a layer, the division it happened in, the box it touched (null when it has no place). */
export interface Change {
  seq: number;
  layer: string;
  divisionCode: string | null;
  bbox: [number, number, number, number] | null;
}

export interface Outbox {
  /** Number of the newest change heard of. */
  readonly head: number;
  /** False while the database cannot be asked. */
  readonly fresh: boolean;
  /** Kept changes after `seq`, those of one layer and division as one; null when some of them are no longer kept. */
  since(seq: number): Promise<Change[] | null>;
  onChanges(listener: (changes: Change[]) => void): void;
  /** Called with an account whose sessions or grants changed; null when any may have. */
  onAccess(listener: (account: string | null) => void): void;
  /** Called when changes may have been missed: what was derived from them must be forgotten. */
  onGap(listener: () => void): void;
  stop(): Promise<void>;
}

/** Rows read at once; who is further behind reloads. */
const BATCH = 10_000;
// All topics, so that a missing number means a missing row.
const SELECT = `SELECT seq, topic, layer, division_code AS "divisionCode", payload ->> 'account' AS account,
  CASE WHEN west IS NOT NULL THEN ARRAY[west, south, east, north] END AS bbox
  FROM live.outbox WHERE seq > $1 ORDER BY seq LIMIT ${BATCH}`;
// What a reader missed, put together by the database: a thousand readers come back at once when a server restarts.
const MISSED = `WITH missed AS (SELECT * FROM live.outbox WHERE seq > $1 ORDER BY seq LIMIT ${BATCH})
  SELECT topic, layer, division_code AS "divisionCode", max(seq) AS seq,
    CASE WHEN bool_and(west IS NOT NULL) THEN ARRAY[min(west), min(south), max(east), max(north)] END AS bbox,
    min(min(seq)) OVER () AS first, (sum(count(*)) OVER ())::integer AS n
  FROM missed GROUP BY topic, layer, division_code ORDER BY max(seq)`;

type Row = Change & { topic: string; account?: string };
type Missed = Row & { first: number; n: number };
const ofLayers = (rows: Row[]): Change[] => rows.filter((row) => row.topic === 'layer');

/**
 * Listens to the outbox by asking. NOTIFY would be lost on a reconnect and takes a lock shared by every commit; a
 * question four times a second costs an index probe and survives everything.
 */
export async function listenToOutbox(pool: Pool, everyMs = 250): Promise<Outbox> {
  const listeners: ((changes: Change[]) => void)[] = [];
  const gapListeners: (() => void)[] = [];
  const accessListeners: ((account: string | null) => void)[] = [];
  let head = await number(pool);
  let fresh = true;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  function tellGap(): void {
    gapListeners.forEach((tell) => tell());
    accessListeners.forEach((tell) => tell(null));
  }

  function tellAccess(rows: Row[]): void {
    const accounts = new Set(rows.filter(({ topic }) => topic === 'access').map(({ account }) => account ?? null));
    for (const account of accounts) accessListeners.forEach((tell) => tell(account));
  }

  async function ask(): Promise<void> {
    try {
      const newest = await number(pool);
      if (newest > head) {
        const { rows } = await pool.query<Row>(SELECT, [head]);
        const complete = rows[0]?.seq === head + 1;
        head = rows.at(-1)?.seq ?? newest;
        if (!complete) tellGap();
        tellAccess(rows);
        listeners.forEach((tell) => tell(ofLayers(rows)));
      } else if (newest < head) {
        // The database was restored to an earlier state under the running server.
        head = newest;
        tellGap();
      }
      fresh = true;
    } catch (error) {
      if (fresh) log.warn({ err: error }, 'the outbox cannot be read');
      fresh = false;
    }
    if (!stopped) timer = setTimeout(() => (running = ask()), everyMs);
  }
  timer = setTimeout(() => (running = ask()), everyMs);

  return {
    get head() {
      return head;
    },
    get fresh() {
      return fresh;
    },
    async since(seq) {
      if (seq === head) return [];
      // A number that was never given: the database was restored to an earlier state since.
      if (seq > head) return null;
      const { rows } = await pool.query<Missed>(MISSED, [seq]);
      return rows[0]?.first === seq + 1 && rows[0].n < BATCH ? ofLayers(rows) : null;
    },
    onChanges: (listener) => void listeners.push(listener),
    onAccess: (listener) => void accessListeners.push(listener),
    onGap: (listener) => void gapListeners.push(listener),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    }
  };
}

async function number(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ seq: number }>('SELECT live.number_outbox() AS seq');
  return rows[0]!.seq;
}
