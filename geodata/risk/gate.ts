/** What is shown on the map: the model, or the long-run mean where the model was not shown to be better. */
export type Published = 'model' | 'mean';

/** Why no forecast is shown at all. */
export type Hidden = 'too_few' | 'wrong_level';

const FEWEST_PER_WEEK = 3;
const RIGHT_LEVEL = { low: 0.8, high: 1.25 };

/** The model has to gain over the mean with 95 % confidence. */
export function gate({ ig_ci: [low] }: { ig_ci: [number, number] }): Published {
  return low > 0 ? 'model' : 'mean';
}

/** A forecast of too few events, or one whose sum was wrong over the test, is not shown. */
export function hiddenFor(eventsPerWeek: number, sumRatio: number): Hidden | undefined {
  if (eventsPerWeek < FEWEST_PER_WEEK) return 'too_few';
  return sumRatio < RIGHT_LEVEL.low || sumRatio > RIGHT_LEVEL.high ? 'wrong_level' : undefined;
}
