import type { Pool } from 'pg';
import { asSystem, type Tx } from '#server/db/sql.ts';
import { log } from '#server/http/log.ts';
import * as queries from './graph.queries.ts';
import { RoutingThread, type AnswerTo, type Question, type Questions, type Snapshot } from './routing-thread.ts';

/** Blocks fetched at once: about 30,000 edges of a city. */
const BATCH = 6;
/** The database is asked at most this often whether the graph or the closures changed. */
const ASK_EVERY_MS = 250;
/** A newer graph is waited for this long; then the one at hand answers. */
const PATIENCE_MS = 3_000;
/** The first load is waited for this long; then the caller is told to come again. */
const FIRST_PATIENCE_MS = 8_000;

/** Thrown while there is no graph to ask: never built, or still being loaded. */
export class GraphNotReady extends Error {}

/**
 * The road graph of this process: a copy in a thread, loaded when it is first asked for and brought up to date block by
 * block. Each load reads one moment of the database, and takes effect at once.
 */
export class RoadGraph {
  readonly #pool: Pool;
  readonly #thread = new RoutingThread(() => this.forget());
  #loaded: Snapshot | null = null;
  #refreshing: Promise<void> | null = null;
  #askedAt = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Puts a question to the present graph; the answer says which that was. */
  async ask<Q extends Question>(what: Q, question: Questions[Q]): Promise<{ answer: AnswerTo<Q>; graph: Snapshot }> {
    await this.#present();
    const { answer, graph } = await this.#thread.ask(what, question);
    if (!graph) throw new GraphNotReady();
    return { answer, graph };
  }

  /** The next question looks whether the database has something newer, however lately that was done. */
  touch(): void {
    this.#askedAt = 0;
  }

  /** What is loaded cannot be relied on: the database was restored, or changes were missed. */
  forget(): void {
    this.#loaded = null;
    this.#askedAt = 0;
  }

  stop(): Promise<void> {
    return this.#thread.stop();
  }

  async #present(): Promise<void> {
    if (!this.#refreshing && Date.now() - this.#askedAt >= ASK_EVERY_MS) {
      this.#refreshing = this.#refresh().finally(() => (this.#refreshing = null));
      // Whoever waits for it hears of a failure; if nobody does any more, the log does.
      this.#refreshing.catch(tellLater);
    }
    if (this.#refreshing) {
      // Whoever has a graph answers from it if the new one cannot be had.
      if (this.#loaded) await within(PATIENCE_MS, this.#refreshing).catch(() => {});
      else await within(FIRST_PATIENCE_MS, this.#refreshing);
    }
    if (!this.#loaded || this.#loaded.version === 0) throw new GraphNotReady();
  }

  async #refresh(): Promise<void> {
    const state = await asSystem(this.#pool, queries.readState);
    const own = this.#loaded;
    if (own?.version !== state.version || own.closures !== state.closures) {
      await asSystem(this.#pool, (tx) => this.#load(tx), { isolation: 'REPEATABLE READ' });
    }
    this.#askedAt = Date.now();
  }

  async #load(tx: Tx): Promise<void> {
    const state = await queries.readState(tx);
    const own = this.#loaded;
    const after = own?.version ?? 0;
    const blocks = after === state.version ? [] : await queries.changedBlocks(tx, after);
    for (let i = 0; i < blocks.length; i += BATCH) {
      await this.#thread.put(await queries.packBlocks(tx, blocks.slice(i, i + BATCH)));
    }
    const options = { rebuild: !own || blocks.length > 0, ...(own ? {} : { only: blocks }) };
    await this.#thread.commit({ graph: state, closures: await queries.readClosures(tx), options });
    this.#loaded = state;
  }
}

function tellLater(error: unknown): void {
  log.warn({ err: error }, 'the road graph could not be brought up to date');
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => (timer = setTimeout(done, ms)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
