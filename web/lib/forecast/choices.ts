import { ForecastKind, HORIZONS, type Horizon } from '#geodata/schemas/forecast.ts';
import { partNames, type Weights } from '$lib/forecast/consequence.ts';

export const sections = ['map', 'test', 'visits'] as const;
export type Section = (typeof sections)[number];
export const shows = ['expected', 'atleast', 'consequence', 'risk', 'grids'] as const;
export type Show = (typeof shows)[number];

/** What the viewer wants to see of the forecast; all of it is in the address. */
export interface Choices {
  kind: string;
  horizon: Horizon;
  show: Show;
  section: Section;
  /** 0 not at all to 3 much, for each part of the consequence. */
  weights: Weights;
}

export const usual: Choices = {
  ...{ kind: 'all', horizon: 7, show: 'expected', section: 'map' },
  weights: { over_80: 2, households: 1, key_sites: 2, hydrant_m: 1 }
};

/** `noise~7~risk~map~2.1.2.1`. */
export function formatChoices({ kind, horizon, show, section, weights }: Choices): string {
  return [kind, horizon, show, section, partNames.map((part) => weights[part]).join('.')].join('~');
}

/** Reads them back; what is not known is as usual. */
export function parseChoices(text: string): Choices {
  const [kind, horizon, show, section, weights = ''] = text.split('~');
  const given = weights.split('.').map(Number);
  const sound = given.length === partNames.length && given.every((weight) => [0, 1, 2, 3].includes(weight));
  return {
    kind: ForecastKind.safeParse(kind).data ?? usual.kind,
    horizon: HORIZONS.find((days) => String(days) === horizon) ?? usual.horizon,
    show: shows.find((known) => known === show) ?? usual.show,
    section: sections.find((known) => known === section) ?? usual.section,
    weights: sound ? (Object.fromEntries(partNames.map((part, i) => [part, given[i]!])) as Weights) : usual.weights
  };
}
