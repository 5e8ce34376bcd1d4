import { availableParallelism } from 'node:os';
import { Problem } from '#server/http/problem.ts';

/** Runs a few at a time, lets a few wait, and refuses the rest before anything was done for them. */
export interface Lane {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function lane({ running, waiting }: { running: number; waiting: number }): Lane {
  const queue: (() => void)[] = [];
  let active = 0;

  return {
    async run(work) {
      if (active >= running) {
        if (queue.length >= waiting) throw tooBusy();
        await new Promise<void>((go) => queue.push(go));
      } else active++;
      try {
        return await work();
      } finally {
        // The place is handed on, so that nobody slips in between.
        const next = queue.shift();
        if (next) next();
        else active--;
      }
    }
  };
}

/** Strangers hash two at a time at most, and never on every core. */
export function strangersLane(cores = availableParallelism()) {
  return { running: Math.min(2, Math.max(1, cores - 1)), waiting: 20 };
}

/**
 * Where passwords are hashed, which takes a core and 19 MiB for a while. Strangers share one lane; who comes with a
 * device the account has signed in on before has another, which strangers cannot fill.
 */
export function passwordLanes(): { strangers: Lane; known: Lane } {
  return { strangers: lane(strangersLane()), known: lane({ running: 1, waiting: 20 }) };
}

function tooBusy(): Problem {
  return new Problem(
    429,
    'sign-in-busy',
    { zh: '登录人数过多，请稍后再试。', en: 'Too many people are signing in; try again in a moment.' },
    {},
    { 'Retry-After': '5' }
  );
}
