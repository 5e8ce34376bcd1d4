import type { Reason } from '#geodata/sources/reasons.ts';
import type { Refused } from '#geodata/sources/rule.ts';
import type { Frame } from '#geodata/spatial/datum.ts';
import type { Shift } from './datum-guard.ts';

/** One reason for which features were refused, with a few of them to look at. */
export interface RefusedGroup {
  reason: Reason;
  field?: string;
  count: number;
  /** Up to five of the values or ids concerned. */
  examples: string[];
}

/** read = inserted + updated + unchanged + duplicates + refused; `repaired` are among the rows taken. */
export interface LayerSummary {
  layer: string;
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  repaired: number;
  /** The same feature with the same content again. */
  duplicates: number;
  /** Different content under an id seen before, taken as `id#2`, `id#3` … */
  renumbered: number;
  /** Of an OpenStreetMap file: how many of those read are multipolygon relations, which counts of ways leave out. */
  relations?: number;
  /** Rows of the source that a full delivery no longer holds. */
  ended: number;
  /** By how much it lies beside what was there, where that was accepted. */
  shift?: Shift;
  refused: RefusedGroup[];
}

export interface Summary {
  target: string;
  file: string;
  source: string;
  /** What the coordinates were in. */
  frame: Frame;
  dryRun: boolean;
  /** Names the import, so that it can be undone; null for a dry run. */
  id: string | null;
  layers: LayerSummary[];
  /** Objects of an OpenStreetMap file: all there are, those no layer has a use for, those refused for every layer. */
  objects?: { read: number; unused: number; refused: RefusedGroup[] };
  /** Refused rows that were written to a file, where that was asked for. */
  refusedRows: number;
  seconds: number;
  /** Highest resident memory of this process since it began, and of its helpers. */
  peakMemoryMb: number;
}

/** One feature that was not taken. */
export interface RefusedRow {
  /** Its number in the file, from 1. */
  ord: number;
  id: string | null;
  reason: Reason;
  field?: string;
  value?: string;
}

const EXAMPLES = 5;

/** Counts refusals by reason and field, keeping a few examples of each and, where wanted, every one up to a number. */
export class Tally {
  readonly #groups = new Map<string, RefusedGroup>();
  readonly #most: number;
  total = 0;
  /** Own ids of the features refused, where they have one. */
  readonly ids = new Set<string>();
  readonly rows: RefusedRow[] = [];

  constructor(most = 0) {
    this.#most = most;
  }

  add({ refused: reason, field, value }: Refused, ord: number, id: string | null = null): void {
    if (this.rows.length < this.#most) this.rows.push({ ord, id, reason, field, value });
    const key = `${reason} ${field ?? ''}`;
    let group = this.#groups.get(key);
    if (!group) this.#groups.set(key, (group = { reason, field, count: 0, examples: [] }));
    group.count++;
    this.total++;
    if (id !== null) this.ids.add(id);
    const example = value ?? id;
    if (example === null || example === undefined || group.examples.length >= EXAMPLES) return;
    const short = example.length > 60 ? `${example.slice(0, 60)}…` : example;
    if (!group.examples.includes(short)) group.examples.push(short);
  }

  groups(): RefusedGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }
}
