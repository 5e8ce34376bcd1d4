import { RAMP_STEPS, type Classes } from '#geodata/heat/classes.ts';
import type { Measure } from '#geodata/heat/query.ts';
import type { Theme, Tokens } from '#geodata/style/tokens.ts';
import { themes } from '#geodata/style/tokens.ts';
import type { Rgba } from '$lib/heat/overlay.ts';
import type { HeatWords } from '$lib/heat/words.ts';

const ramp = ['heat1', 'heat2', 'heat3', 'heat4', 'heat5', 'heat6', 'heat7'] as const satisfies (keyof Tokens)[];
const more = ['heat2', 'heat4', 'heat6'] as const satisfies (keyof Tokens)[];
const less = ['less1', 'less2', 'less3'] as const satisfies (keyof Tokens)[];

/** The token of a step. Few steps take the ramp's whole length, so that the highest is always the darkest. */
export function tokenOf(classes: Classes, step: number): keyof Tokens {
  if (step < 0) return less[-1 - step] ?? 'less3';
  if (classes.sided === 'two') return more[step] ?? 'heat6';
  const last = Math.max(1, classes.edges.length - 1);
  return ramp[Math.min(RAMP_STEPS - 1, Math.round((step / last) * (RAMP_STEPS - 1)))] ?? 'heat7';
}

/** Opacity of the palest and of the strongest step: names and roads stay readable through them. */
const OPACITY = { light: [0.6, 0.85], dark: [0.25, 0.92] } as const;

export function opacityOf(classes: Classes, step: number, theme: Theme): number {
  const [low, high] = OPACITY[theme];
  const last = Math.max(1, classes.edges.length - 1);
  return low + ((high - low) * (step < 0 ? -1 - step : step)) / last;
}

/** A step as it looks on the ground, for legends and lists: what is drawn is seen through. */
export function swatchOf(classes: Classes, step: number | null, theme: Theme): string {
  if (step === null) return 'transparent';
  const share = Math.round(100 * opacityOf(classes, step, theme));
  return `color-mix(in srgb, ${themes[theme][tokenOf(classes, step)]} ${share}%, ${themes[theme].land})`;
}

/** A token as deck.gl takes it. */
export function rgba(token: keyof Tokens, theme: Theme, alpha: number): Rgba {
  const hex = themes[theme][token];
  const part = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5), alpha];
}

export interface Step {
  /** Null: as usual. */
  step: number | null;
  text: string;
}

/** What the legend says, the most first. */
export function stepsOf(
  measure: Measure,
  classes: Classes,
  words: Pick<HeatWords, 'surprise' | 'orMore' | 'orLess' | 'asUsual'>,
  number: (value: number) => string
): Step[] {
  const { edges, sided } = classes;
  if (measure === 'anomaly') {
    const side = (texts: readonly string[], sign: 1 | -1) =>
      texts.map((text, i) => ({ step: sign > 0 ? i : -1 - i, text }));
    return [
      ...side(words.surprise.more, 1).reverse(),
      { step: null, text: words.asUsual },
      ...side(words.surprise.less, -1)
    ];
  }
  const whole = measure !== 'rate';
  const range = (i: number, sign: string) => {
    const [from, next] = [edges[i]!, edges[i + 1]];
    if (next === undefined)
      return sign === '−' ? words.orLess(`−${number(from)}`) : words.orMore(`${sign}${number(from)}`);
    const to = whole ? next - 1 : next;
    return from === to ? `${sign}${number(from)}` : `${sign}${number(from)}–${number(to)}`;
  };
  const up = edges.map((_, i) => ({ step: i, text: range(i, sided === 'two' ? '+' : '') })).reverse();
  if (sided === 'one') return up;
  const down = edges.map((_, i) => ({ step: -1 - i, text: range(i, '−') }));
  return [...up, { step: null, text: '0' }, ...down];
}
