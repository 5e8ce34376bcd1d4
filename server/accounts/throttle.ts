import { LRUCache } from 'lru-cache';

/** Wrong tries that cost nothing. */
const FREE = 4;
const LONGEST_MS = 15 * 60_000;
/** Tries are forgotten this long after the last one. */
const KEPT_MS = 60 * 60_000;
const MOST_KEPT = 50_000;

/**
 * How long whoever guesses has to wait: after a few wrong tries 1 s, then twice as long each time. Kept per account and
 * address or device, so that guessing from one place never makes anybody wait at another. In memory: with several
 * servers a guesser has that many more tries, and a restart forgives; neither is worth a write for every guess.
 */
export class Throttle {
  #tries = new LRUCache<string, { wrong: number; until: number }>({ max: MOST_KEPT, ttl: KEPT_MS });
  #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Milliseconds before the next try is looked at; 0 when it is now. */
  waitMs(key: string): number {
    return Math.max(0, (this.#tries.get(key)?.until ?? 0) - this.#now());
  }

  /** A wrong try. Counted before it is known to be wrong and taken back by `right`, so that many at once are many. */
  wrong(key: string): void {
    const wrong = (this.#tries.get(key)?.wrong ?? 0) + 1;
    const wait = wrong < FREE ? 0 : Math.min(LONGEST_MS, 1000 * 2 ** (wrong - FREE));
    this.#tries.set(key, { wrong, until: this.#now() + wait });
  }

  /** The right one: the count begins anew. */
  right(key: string): void {
    this.#tries.delete(key);
  }
}
