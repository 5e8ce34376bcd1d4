import type { Layer } from '#geodata/layers/define.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Days after which what a group's layers say may no longer hold, where a layer has no age of its own. */
const usualDays: Record<Layer['group'], number> = {
  governance: 400,
  // What has happened does not go out of date.
  events: Infinity,
  emergency: 180,
  services: 365,
  facilities: 90,
  base: 730
};
const ownDays: Record<string, number> = { meters: 2, teams: 1, hydrants: 180, key_sites: 180, divisions: 1200 };

/** How old a feature's data is, and whether that is too old for its kind. Null without a date. */
export function ageOf(layer: Layer, observedAt: string | null, now: number): { ms: number; stale: boolean } | null {
  const observed = observedAt === null ? NaN : Date.parse(observedAt);
  if (Number.isNaN(observed)) return null;
  const ms = Math.max(0, now - observed);
  return { ms, stale: ms > (ownDays[layer.id] ?? usualDays[layer.group]) * DAY_MS };
}
