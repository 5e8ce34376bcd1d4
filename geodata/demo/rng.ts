/** Chance that comes out the same every time: a stream of numbers fixed by its name. */
export interface Rng {
  /** 0 ≤ number < 1 */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(of: readonly T[]): T;
  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Partial<Record<K, number>>): K;
  normal(mean: number, deviation: number): number;
  exponential(mean: number): number;
  poisson(mean: number): number;
  shuffled<T>(of: readonly T[]): T[];
}

/**
 * The stream of that name. Each part of the city draws from its own, so that a change to one part leaves the others
 * as they were.
 */
export function rng(name: string): Rng {
  const next = sfc32(name);
  const between = (low: number, high: number) => low + next() * (high - low);
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const exponential = (mean: number) => -mean * Math.log(1 - next());
  const normal = (mean: number, deviation: number) =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    between,
    int,
    exponential,
    normal,
    chance: (share) => next() < share,
    pick: (of) => of[Math.floor(next() * of.length)]!,
    weighted: <K extends string>(weights: Partial<Record<K, number>>) => {
      const entries = Object.entries(weights) as [K, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1)!)[0];
    },
    poisson: (mean) => {
      let [count, left] = [0, exponential(1)];
      while (left < mean) {
        count++;
        left += exponential(1);
      }
      return count;
    },
    shuffled: (of) => {
      const list = [...of];
      for (let i = list.length - 1; i > 0; i--) {
        const j = int(0, i);
        [list[i], list[j]] = [list[j]!, list[i]!];
      }
      return list;
    }
  };
}

/** The generator sfc32 (Chris Doty-Humphrey, public domain), its state hashed from a name. */
function sfc32(name: string): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    a = Math.imul(a ^ code, 0x85ebca6b);
    b = Math.imul(b ^ code ^ (a >>> 13), 0xc2b2ae35);
    c = Math.imul(c ^ code ^ (b >>> 16), 0x27d4eb2f);
  }
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
