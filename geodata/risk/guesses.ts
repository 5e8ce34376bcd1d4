import { atLevel } from './level.ts';
import { LONG_RUN_AT } from './maps.ts';
import type { Moment, Study } from './moment.ts';
import { last28, only, type ModelName } from './rivals.ts';
import type { Guess } from './scores.ts';

/** What was fitted on the past of a test window. */
export interface Fitted {
  /** Weights of the model. */
  beta: Float64Array;
  /** Even share that is mixed into the long-run mean and its rivals, so that no cell is impossible. */
  even: number;
  /** Position of the map the kernel estimate uses. */
  stkde: number;
}

/**
 * The five predictions of one window, the day being the moment's.
 * @param level events the model expects in all cells, at which likelihoods are compared
 * @param observed what came: the oracle knows it
 */
export function guessesFor(
  study: Study,
  moment: Moment,
  { beta, even, stkde }: Fitted,
  level: number,
  horizon: number,
  observed: Float64Array
): Record<ModelName, Guess> {
  const rival = (rank: Float64Array): Guess => ({
    rank,
    expected: withEven(rank, even, level),
    level: horizon * sum(rank)
  });
  const model = atLevel(moment.mix(beta), level);
  return {
    last28: rival(last28(study, moment)),
    mean: rival(moment.mix(only(LONG_RUN_AT))),
    stkde: rival(moment.mix(only(stkde))),
    model: { rank: model, expected: model, level },
    oracle: { rank: observed, expected: observed, level: sum(observed) }
  };
}

function withEven(shape: Float64Array, even: number, level: number): Float64Array {
  const each = (level * even) / shape.length;
  return atLevel(shape, level * (1 - even)).map((expected) => expected + each);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
