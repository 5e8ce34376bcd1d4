import type { Spot } from './snap.ts';

/** How a target is reached. */
export interface Reached {
  /** Which of the targets. */
  target: number;
  seconds: number;
  /** The target's spot on the network. */
  spot: Spot;
  /** Node of the search at which the target's edge is met; null when the way does not leave one edge. */
  via: number | null;
}

/** Targets met but not yet final: the best way to each, taken out cheapest first. */
export class Arrivals {
  readonly #best: Float64Array;
  readonly #taken: Uint8Array;
  readonly #heap: Reached[] = [];

  constructor(targets: number) {
    this.#best = new Float64Array(targets).fill(Infinity);
    this.#taken = new Uint8Array(targets);
  }

  offer(reached: Reached): void {
    const { target, seconds } = reached;
    if (this.#taken[target] || seconds >= this.#best[target]!) return;
    this.#best[target] = seconds;
    const heap = this.#heap;
    let at = heap.push(reached) - 1;
    for (let above = (at - 1) >> 1; at > 0 && heap[above]!.seconds > seconds; above = (at - 1) >> 1) {
      heap[at] = heap[above]!;
      heap[(at = above)] = reached;
    }
  }

  /** The cheapest way that costs no more; ways that were bettered since are passed over. */
  takeUpTo(seconds: number): Reached | null {
    while (this.#heap.length > 0 && this.#heap[0]!.seconds <= seconds) {
      const first = this.#pop();
      if (this.#taken[first.target]) continue;
      this.#taken[first.target] = 1;
      return first;
    }
    return null;
  }

  #pop(): Reached {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && heap[below + 1]!.seconds < heap[below]!.seconds) below++;
      if (heap[below]!.seconds >= last.seconds) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}
