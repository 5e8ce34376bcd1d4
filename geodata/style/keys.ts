import type { Mark } from '#geodata/style/marks.ts';
import type { Tokens } from '#geodata/style/tokens.ts';

/** A sample of how something is drawn, in names of tokens so that it follows the theme. */
export type Swatch =
  | { mark: Mark }
  | { fill: keyof Tokens; edge?: keyof Tokens }
  | { line: keyof Tokens; width: number; casing?: keyof Tokens; dashes?: string };

/** Part of a layer's legend: one property's values and how each is drawn. */
export interface Key {
  /** Null: everything is drawn alike, as `otherwise`. */
  property: string | null;
  entries: { value: string | number; swatch: Swatch }[];
  /** Every value not among the entries; absent where nothing else is drawn. */
  otherwise?: Swatch;
}

/** One look for all. */
export const alike = (swatch: Swatch): Key[] => [{ property: null, entries: [], otherwise: swatch }];

/** A look per value of a property. */
export function keyed<T>(
  property: string,
  values: Record<string, T>,
  swatch: (value: T) => Swatch,
  otherwise?: Swatch
): Key[] {
  return [
    { property, entries: Object.entries(values).map(([value, look]) => ({ value, swatch: swatch(look) })), otherwise }
  ];
}
