import type { Day } from './day.ts';

/** A map of expected counts as it is published, before its window opens. */
export interface PublishedMap {
  kind: string;
  /** First day of the window, and its length in days. */
  day: Day;
  horizon: number;
  /** H3 ids in order, and the events expected in each. */
  cells: readonly string[];
  expected: Float64Array;
}

/**
 * SHA-256 of a published map in hexadecimal digits. A map that is scored later is the one that was published if its
 * hash is the same: every bit of it counts, on every machine.
 */
export async function mapHash({ kind, day, horizon, cells, expected }: PublishedMap): Promise<string> {
  const head = new TextEncoder().encode(`${JSON.stringify([kind, day, horizon, cells])}\n`);
  const bytes = new Uint8Array(head.length + expected.length * 8);
  bytes.set(head);
  const numbers = new DataView(bytes.buffer, head.length);
  expected.forEach((value, i) => numbers.setFloat64(i * 8, value, true));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
