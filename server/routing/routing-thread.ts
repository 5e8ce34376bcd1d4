import { Worker } from 'node:worker_threads';
import type { PackedBlock } from '#geodata/routing/block.ts';
import type { Closure } from '#geodata/routing/closures.ts';
import type { Asked, Engine } from '#geodata/routing/engine.ts';
import type { LngLat } from '#geodata/spatial/local_frame.ts';
import { log } from '#server/http/log.ts';

/** Questions to the engine, with what each is asked. */
export interface Questions {
  facts: { asked: Asked };
  route: { asked: Asked; from: LngLat; to: LngLat };
  times: { asked: Asked; sources: LngLat[]; targets: LngLat[] };
  nearest: { asked: Asked; point: LngLat; targets: LngLat[]; options: Parameters<Engine['nearest']>[3] };
  isochrone: { asked: Asked; point: LngLat; limits: number[]; options: Parameters<Engine['isochrone']>[3] };
}
export type Question = keyof Questions;
export type AnswerTo<Q extends Question> = ReturnType<Engine[Q]>;

export type Order =
  | { what: 'put'; blocks: PackedBlock[] }
  | ({ what: 'commit' } & Commit)
  | { [Q in Question]: { what: Q } & Questions[Q] }[Question];
export type Answer = { id: number; result: unknown; graph: Snapshot | null } | { id: number; error: string };

/** Which graph answered: its numbers in the database, when it was built, how large it is. */
export interface Snapshot {
  version: number;
  closures: number;
  builtAt: Date | null;
  edges: number;
}

interface Commit {
  graph: Snapshot;
  closures: Closure[];
  options: Parameters<Engine['commit']>[1];
}

/** More at once are turned away: each may take a tenth of a second. */
const MOST_WAITING = 200;

/** Thrown when too many are waiting. */
export class ThreadBusy extends Error {}
/** Thrown to who was waiting when the thread ended; what it had loaded is gone. */
export class ThreadLost extends Error {}

interface Waiting {
  done: (answer: { result: unknown; graph: Snapshot | null }) => void;
  fail: (error: Error) => void;
}

/** The thread the graph lives in, started at the first order and again after it was lost. */
export class RoutingThread {
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  readonly #onLost: () => void;

  /** @param onLost told when the thread ended by itself: the graph must be loaded anew */
  constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  /** Puts a question; the answer says which graph it is from. */
  async ask<Q extends Question>(
    what: Q,
    question: Questions[Q]
  ): Promise<{ answer: AnswerTo<Q>; graph: Snapshot | null }> {
    if (this.#waiting.size >= MOST_WAITING) throw new ThreadBusy();
    const { result, graph } = await this.#send({ what, ...question } as unknown as Order);
    return { answer: result as AnswerTo<Q>, graph };
  }

  async put(blocks: PackedBlock[]): Promise<void> {
    // A copy of its own, so that its memory can be handed over instead of copied once more.
    const own = blocks.map((block) => ({ ...block, packed: new Uint8Array(block.packed) }));
    await this.#send(
      { what: 'put', blocks: own },
      own.map(({ packed }) => packed.buffer)
    );
  }

  /** Makes what was put the graph that answers from now on. */
  async commit(commit: Commit): Promise<void> {
    await this.#send({ what: 'commit', ...commit });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#failAll(new ThreadLost('the server stops'));
    await worker?.terminate();
  }

  #send(order: Order, transfer: ArrayBuffer[] = []): Promise<{ result: unknown; graph: Snapshot | null }> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#last;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done, fail });
      worker.postMessage({ id, order }, transfer);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./routing-worker.ts', import.meta.url));
    // It does not keep a process alive that has nothing else to do.
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('error' in answer) waiting?.fail(new Error(answer.error));
      else waiting?.done(answer);
    });
    worker.on('error', (error: Error) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker, new Error('the routing thread ended')));
    return worker;
  }

  #lost(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    log.error({ err: error }, 'the routing thread is lost and will be started anew');
    this.#worker = null;
    this.#failAll(new ThreadLost(error.message));
    this.#onLost();
  }

  #failAll(error: Error): void {
    for (const { fail } of this.#waiting.values()) fail(error);
    this.#waiting.clear();
  }
}
