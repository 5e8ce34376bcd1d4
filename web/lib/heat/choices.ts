import { resolutions, measures, units, type Measure, type Unit } from '#geodata/heat/query.ts';
import type { Span } from '$lib/time/clock.svelte.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Windows people ask for, how far the player goes back from now, and in which steps. */
export const presets = {
  '24h': { lengthMs: DAY, rangeMs: 8 * DAY, stepMs: 6 * HOUR },
  '7d': { lengthMs: 7 * DAY, rangeMs: 70 * DAY, stepMs: DAY },
  '28d': { lengthMs: 28 * DAY, rangeMs: 364 * DAY, stepMs: 7 * DAY },
  '90d': { lengthMs: 90 * DAY, rangeMs: 730 * DAY, stepMs: 28 * DAY },
  '365d': { lengthMs: 365 * DAY, rangeMs: 730 * DAY, stepMs: 28 * DAY }
} as const;
export type Preset = keyof typeof presets;
export const steps = { '1h': HOUR, '6h': 6 * HOUR, '1d': DAY, '7d': 7 * DAY, '28d': 28 * DAY } as const;

/** What the viewer wants to see of the heat; all of it is in the address. */
export interface Choices {
  measure: Measure;
  by: Unit;
  /** Null: as fits the zoom. */
  res: number | null;
  /** A window up to now, or one of the past. */
  window: Preset | Span;
  raised: boolean;
  /** Empty: all but those that tell about persons. */
  kinds: string[];
  sources: string[];
  statuses: string[];
  /** A report that repeats another is counted too. */
  repeats: boolean;
}

export const usual: Choices = {
  ...{ measure: 'count', by: 'cell', res: null, window: '28d', raised: false, kinds: [], sources: [], statuses: [] },
  repeats: true
};

/** The hexagons that are neither specks nor slabs at a zoom: about 25 to 80 px across. */
export function resAt(zoom: number): number {
  return zoom < 10.5 ? 7 : zoom < 12 ? 8 : zoom < 13.7 ? 9 : 10;
}

/** `count~cell~auto~28d~flat~all`, then what is narrowed: `~k.noise.fire~s.hotline~t.done`. */
export function formatChoices(choices: Choices): string {
  const { window, kinds, sources, statuses } = choices;
  const lists = Object.entries({ k: kinds, s: sources, t: statuses }).filter(([, codes]) => codes.length > 0);
  return [
    choices.measure,
    choices.by,
    choices.res ?? 'auto',
    typeof window === 'string' ? window : `${window.from / 1000}.${window.to / 1000}`,
    choices.raised ? 'raised' : 'flat',
    choices.repeats ? 'all' : 'once',
    ...lists.map(([letter, codes]) => [letter, ...codes].join('.'))
  ].join('~');
}

/** Reads them back; what is not known is as usual. */
export function parseChoices(text: string): Choices {
  const [measure, by, res, window, raised, repeats, ...lists] = text.split('~');
  const list = (letter: string) =>
    lists
      .find((part) => part.startsWith(`${letter}.`))
      ?.split('.')
      .slice(1)
      .filter((code) => /^[a-z_]+$/.test(code)) ?? [];
  const fixed = Number(res);
  return {
    measure: measures.find((known) => known === measure) ?? usual.measure,
    by: units.find((known) => known === by) ?? usual.by,
    res: Number.isInteger(fixed) && fixed >= resolutions.min && fixed <= resolutions.max ? fixed : null,
    window: windowOf(window ?? ''),
    raised: raised === 'raised',
    repeats: repeats !== 'once',
    ...{ kinds: list('k'), sources: list('s'), statuses: list('t') }
  };
}

function windowOf(text: string): Choices['window'] {
  if (text in presets) return text as Preset;
  const [from, to] = text.split('.').map((seconds) => Number(seconds) * 1000) as [number, number?];
  return from > 0 && to !== undefined && to > from ? { from, to } : usual.window;
}

/** The window and the player's range at a moment; windows up to now end with the hour that runs. */
export function spanOf(window: Choices['window'], now: number): { window: Span; range: Span; stepMs: number } {
  const end = Math.ceil(now / HOUR) * HOUR;
  if (typeof window === 'string') {
    const { lengthMs, rangeMs, stepMs } = presets[window];
    return { window: { from: end - lengthMs, to: end }, range: { from: end - rangeMs, to: end }, stepMs };
  }
  const length = window.to - window.from;
  const stepMs = Object.values(steps).findLast((step) => step * 4 <= length) ?? HOUR;
  return { window, range: { from: window.from - 12 * length, to: window.to }, stepMs };
}
