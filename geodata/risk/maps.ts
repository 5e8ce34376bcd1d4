/** Why a forecast is what it is, in the six parts an explanation names. */
export const groups = ['long_here', 'long_nearby', 'recent_here', 'recent_nearby', 'other_kinds', 'citywide'] as const;
export type Group = (typeof groups)[number];

/** Time constants of the maps of the kind itself, in days. */
export const TAUS = [3, 10, 30, 90, 365, Infinity] as const;
/** Time constants of the maps of all kinds, in days. */
export const TAUS_OF_ALL = [30, 365, Infinity] as const;
/** Widths in rings; 0 is the cell itself. */
export const SIGMAS = [0, 0.7, 1.5, 3] as const;
/** Of `SIGMAS`, how many the maps of all kinds use. */
export const SIGMAS_OF_ALL = 2;

/** From this time constant on a map speaks of the long term. */
const LONG_TERM_DAYS = 365;

/** One feature map: events a day in each cell, remembered with τ and smoothed with σ. */
export interface FeatureMap {
  of: 'kind' | 'all' | 'city';
  /** Days. */
  tau: number;
  /** Rings. */
  sigma: number;
  group: Group;
}

/**
 * The maps the model mixes, in the order of its coefficients: by σ, then by τ; first the kind, then all kinds, then the
 * even map of the city.
 */
export const maps: readonly FeatureMap[] = [
  ...SIGMAS.flatMap((sigma) => TAUS.map((tau) => ({ of: 'kind' as const, tau, sigma, group: groupOf(tau, sigma) }))),
  ...SIGMAS.slice(0, SIGMAS_OF_ALL).flatMap((sigma) =>
    TAUS_OF_ALL.map((tau) => ({ of: 'all' as const, tau, sigma, group: 'other_kinds' as const }))
  ),
  { of: 'city', tau: Infinity, sigma: Infinity, group: 'citywide' }
];

/** Where the maps of all kinds begin among `maps`, and the even map. */
export const ALL_FROM = SIGMAS.length * TAUS.length;
export const CITY_AT = maps.length - 1;
/** The long-run mean of each cell. */
export const LONG_RUN_AT = maps.findIndex(({ of, tau, sigma }) => of === 'kind' && tau === Infinity && sigma === 0);

function groupOf(tau: number, sigma: number): Group {
  if (tau >= LONG_TERM_DAYS) return sigma === 0 ? 'long_here' : 'long_nearby';
  return sigma === 0 ? 'recent_here' : 'recent_nearby';
}
