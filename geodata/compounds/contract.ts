/** How a compound's contract with its property company stands on a day. */
export type ContractState = 'unknown' | 'ahead' | 'running' | 'ending' | 'expired';

/** A contract that ends within so many days wants a successor. */
const ENDING_DAYS = 60;

/**
 * @param contract days as 2026-11-24, both included; null where nobody told
 * @param today a day in the same form
 */
export function contractState(
  { from, until }: { from: string | null; until: string | null },
  today: string
): ContractState {
  if (from !== null && from > today) return 'ahead';
  if (until === null) return from === null ? 'unknown' : 'running';
  const left = daysLeft(until, today);
  if (left < 0) return 'expired';
  return left <= ENDING_DAYS ? 'ending' : 'running';
}

/** Days from a day to the end of a contract: 0 on its last day, negative after it. */
export function daysLeft(until: string, today: string): number {
  return Math.round((Date.parse(until) - Date.parse(today)) / 86_400_000);
}
