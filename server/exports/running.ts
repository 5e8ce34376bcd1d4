import type { Actor } from '#server/access/actor.ts';
import { Problem } from '#server/http/problem.ts';

/** Each holds a connection to the database for as long as its reader takes. */
const MOST_AT_ONCE = 3;
/** How long one may take, its reader included. */
export const LONGEST_MS = 10 * 60_000;
/** How long the end of one can still be asked about. */
const REMEMBERED_MS = 60_000;

/** How far an export has come. */
export interface Progress {
  state: 'reading' | 'writing' | 'done' | 'cancelled' | 'failed';
  rows: number;
  /** Rows it will have. */
  of: number;
}

/** Exports under way in this process, and those that ended a moment ago. */
export class RunningExports {
  #places = MOST_AT_ONCE;
  readonly #known = new Map<string, { progress: Progress; who: string }>();

  /**
   * Takes a place for one export.
   * @throws Problem 503 while all are taken
   */
  begin(id: string, actor: Actor, rows: number): Progress {
    if (this.#places === 0) {
      throw new Problem(
        503,
        'exports-busy',
        { zh: '正在进行的导出较多，请稍后再试。', en: 'Several exports are under way; try again shortly.' },
        {},
        { 'Retry-After': '20' }
      );
    }
    this.#places--;
    const progress: Progress = { state: 'reading', rows: 0, of: rows };
    this.#known.set(id, { progress, who: whoIs(actor) });
    return progress;
  }

  end(id: string, state: 'done' | 'cancelled' | 'failed'): void {
    this.#places++;
    const known = this.#known.get(id);
    if (known) known.progress.state = state;
    setTimeout(() => this.#known.delete(id), REMEMBERED_MS).unref();
  }

  /** Whose export that is is told to nobody else: an export of another looks like none. */
  progressOf(id: string, actor: Actor): Progress | undefined {
    const known = this.#known.get(id);
    return known?.who === whoIs(actor) ? known.progress : undefined;
  }
}

function whoIs({ account, role, scope }: Actor): string {
  return JSON.stringify([account?.id, role, scope]);
}
