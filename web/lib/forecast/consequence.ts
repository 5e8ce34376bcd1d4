import type { CellColumns } from '#geodata/risk/cell_columns.ts';

/** What a consequence is made of, in the order of the address. */
export const partNames = ['over_80', 'households', 'key_sites', 'hydrant_m'] as const;
export type Part = (typeof partNames)[number];
export type Weights = Record<Part, number>;

/** The parts of one cell: a share, counts and metres; null where nothing is known or told. */
export type Parts = Record<Part, number | null>;

/** 0 low, 1 mid, 2 high. */
export type Class = 0 | 1 | 2;

export interface Consequence {
  parts: Map<string, Parts>;
  /** 0 to 100 for each cell: the weighted mean of its ranks among the cells seen. */
  scores: Map<string, number>;
  /** Where mid and high begin. */
  edges: [number, number];
}

/** Reads the parts out of a reply. */
export function partsOf({ cells, columns }: CellColumns<unknown>): Map<string, Parts> {
  return new Map(
    cells.map((cell, i) => {
      const [residents, over_80] = [columns.residents?.[i] ?? null, columns.over_80?.[i] ?? null];
      return [
        cell,
        {
          over_80: residents && over_80 !== null ? Math.min(1, over_80 / residents) : null,
          households: columns.households?.[i] ?? null,
          key_sites: columns.key_sites?.[i] ?? null,
          hydrant_m: columns.hydrant_m?.[i] ?? null
        }
      ];
    })
  );
}

/**
 * How much could be hurt in each cell, by ranks: units differ, ranks do not. A cell of which a part is not known is
 * judged by the others.
 */
export function consequenceOf(parts: Map<string, Parts>, weights: Weights): Consequence {
  const ranks = Object.fromEntries(partNames.map((part) => [part, ranksOf([...parts.values()], part)]));
  const scores = new Map<string, number>();
  for (const [cell, own] of parts) {
    let [sum, weight] = [0, 0];
    for (const part of partNames) {
      const rank = own[part] === null ? undefined : ranks[part]!.get(own[part]);
      if (rank === undefined || weights[part] === 0) continue;
      sum += weights[part] * rank;
      weight += weights[part];
    }
    if (weight > 0) scores.set(cell, sum / weight);
  }
  const sorted = [...scores.values()].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { parts, scores, edges: [at(1 / 3), at(2 / 3)] };
}

/** Class of a cell; null where nothing is known of it. */
export function classOfCell({ scores, edges }: Consequence, cell: string): Class | null {
  const score = scores.get(cell);
  return score === undefined ? null : score >= edges[1] ? 2 : score >= edges[0] ? 1 : 0;
}

/** Share of cells with less, in per cent, for each value of a part; equal values have one rank. */
function ranksOf(all: readonly Parts[], part: Part): Map<number, number> {
  const values = all.map((own) => own[part]).filter((value) => value !== null);
  const sorted = values.sort((a, b) => a - b);
  const ranks = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!ranks.has(value)) ranks.set(value, (100 * i) / Math.max(1, sorted.length - 1));
  });
  return ranks;
}
