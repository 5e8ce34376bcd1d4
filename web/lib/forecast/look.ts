import { classesOf, type Classes } from '#geodata/heat/classes.ts';
import type { Forecast } from '$lib/forecast/forecast.svelte.ts';
import { bivariate, consequenceRamp, expectedRamp, gridRamp } from '$lib/forecast/colours.ts';

/** Bounds of the steps of a probability. */
const LIKELY = [0.05, 0.1, 0.2, 0.4, 0.7];

/** Bounds that fit what is on screen: round numbers, as many as there are colours. */
export function classesFor(forecast: Forecast): Classes {
  if (forecast.choices.show === 'atleast') return { sided: 'one', edges: LIKELY };
  const values = forecast.map?.columns.expected?.map((value) => value ?? 0) ?? [];
  const { edges } = classesOf('rate', values);
  // Five colours tell five steps apart; the ones left out lie between others.
  const picked = expectedRamp.map((_, i) => edges[Math.round((i * (edges.length - 1)) / (expectedRamp.length - 1))]!);
  return { sided: 'one', edges: [...new Set(picked)] };
}

/** The colour of a cell; null for none. */
export function colourOf(forecast: Forecast, classes: Classes, cell: string, index: number): string | null {
  const { show } = forecast.choices;
  const { columns } = forecast.map!;
  if (show === 'consequence') {
    const own = forecast.classOf(cell);
    return own === null ? null : consequenceRamp[own];
  }
  if (show === 'risk') {
    const own = forecast.classOf(cell);
    return own === null ? null : bivariate[own][columns.grade![index] as 0 | 1 | 2];
  }
  const value = forecast.valueOf(columns.expected![index]!);
  // What is below the first bound is little, not nothing.
  const step = Math.max(
    0,
    classes.edges.findLastIndex((edge) => value >= edge)
  );
  return expectedRamp[Math.round((step * (expectedRamp.length - 1)) / Math.max(1, classes.edges.length - 1))]!;
}

export function colourOfGrid(grade: 0 | 1 | 2 | 3 | null): string | null {
  return grade === null ? null : gridRamp[grade];
}
