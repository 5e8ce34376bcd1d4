import type { Pool } from 'pg';
import { asSystem, sql, type Tx } from '#server/db/sql.ts';
import { log } from '#server/http/log.ts';
import { genesis, link, type Algorithm } from '#server/audit/chain.ts';

/** The end of the chain. */
export interface Head {
  seq: number;
  hash: Buffer;
}

/** Entries linked in one transaction. */
const BATCH = 5_000;
const EVERY_MS = 500;

interface Waiting {
  entryId: number;
  spelt: string;
  lastSeq: number | null;
  lastHash: Buffer | null;
}

/**
 * Links what has been committed since. Of several servers one does it at a time; the others find nothing to do.
 * @returns the new end of the chain; undefined when nothing waited
 */
export function linkWaiting(pool: Pool, algorithm: Algorithm): Promise<Head | undefined> {
  return asSystem(pool, async (tx) => {
    const waiting = await take(tx);
    if (waiting.length === 0) return undefined;
    const { lastSeq, lastHash } = waiting[0]!;
    let hash = lastHash ?? genesis;
    const hashes = waiting.map(({ spelt }) => (hash = link(algorithm, hash, spelt)));
    const after = lastSeq ?? 0;
    await tx.query(sql`
      SELECT audit.add_links(${after}, ${algorithm}, ${waiting.map(({ entryId }) => entryId)}::bigint[], ${hashes}::bytea[])`);
    return { seq: after + waiting.length, hash };
  });
}

async function take(tx: Tx): Promise<Waiting[]> {
  const { rows } = await tx.query<Waiting>(sql`
    SELECT entry_id AS "entryId", spelt, last_seq AS "lastSeq", last_hash AS "lastHash" FROM audit.take_unlinked(${BATCH})`);
  return rows;
}

/**
 * Keeps the chain up to date twice a second. A database that is away is tried again; entries wait in it meanwhile.
 * @param onHead told each new end of the chain
 * @returns what ends it, after a last look
 */
export function startSequencer(pool: Pool, algorithm: Algorithm, onHead: (head: Head) => Promise<void>) {
  let stopped = false;
  let healthy = true;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    try {
      for (let head = await linkWaiting(pool, algorithm); head; head = await linkWaiting(pool, algorithm))
        await onHead(head);
      healthy = true;
    } catch (error) {
      if (healthy) log.error({ err: error }, 'the audit chain is not being linked');
      healthy = false;
    }
    if (!stopped) schedule();
  }
  function schedule(): void {
    timer = setTimeout(() => (running = run()), EVERY_MS);
  }
  schedule();

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
    await run();
  };
}
