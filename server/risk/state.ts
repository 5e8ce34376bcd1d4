import type { Day } from '#geodata/risk/day.ts';
import { addLate, type Decayed } from '#geodata/risk/decayed.ts';
import { TAUS, TAUS_OF_ALL } from '#geodata/risk/maps.ts';
import type { Memory } from '#geodata/risk/moment.ts';
import type { Universe } from '#geodata/risk/universe.ts';
import { ALL_KINDS } from '#geodata/schemas/forecast.ts';
import type { EventLog } from '#server/risk/event-log.ts';

/** Numbers as bytes for the database, little-endian, and back. */
export function toBytes(values: Float64Array | Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

export function fromBytes(bytes: Buffer): Float64Array {
  // A copy: drivers hand out slices that are not aligned to eight.
  return new Float64Array(Uint8Array.from(bytes).buffer);
}

/** The memory of a night as it was stored. */
export function memoryOf(stored: { first: Day; asOf: Day; own: Buffer; others: Buffer }): Memory {
  const { first, asOf } = stored;
  const decayed = (taus: readonly number[], bytes: Buffer): Decayed => ({ taus, first, asOf, s: fromBytes(bytes) });
  return { kind: decayed(TAUS, stored.own), others: decayed(TAUS_OF_ALL, stored.others) };
}

/**
 * Adds what was reported after a night for days it had already closed, in place.
 * @param cells H3 id of every report of the log at the universe's resolution
 * @returns how many reports were late
 */
export function addLateReports(
  memory: Memory,
  kind: string,
  log: EventLog,
  { cells, universe, lastId }: { cells: readonly string[]; universe: Universe; lastId: number }
): number {
  const late = new Map<Day, { own: number[]; others: number[] }>();
  let count = 0;
  log.id.forEach((id, i) => {
    const cell = universe.at.get(cells[i]!);
    const day = log.day[i]!;
    if (id <= lastId || day >= memory.kind.asOf || day < memory.kind.first || cell === undefined) return;
    const ofDay = late.get(day) ?? { own: [], others: [] };
    const ours = kind === ALL_KINDS || log.kinds[log.kind[i]!] === kind;
    (ours ? ofDay.own : ofDay.others).push(cell);
    late.set(day, ofDay);
    count++;
  });
  for (const [day, { own, others }] of late) {
    addLate(memory.kind, day, Int32Array.from(own));
    addLate(memory.others, day, Int32Array.from(others));
  }
  return count;
}
