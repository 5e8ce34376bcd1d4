import type { FieldProfile, TemporaryFeature } from '$lib/temporary/types.ts';

/** Values counted apart, and those kept for a legend. */
const MOST_COUNTED = 500;
const TOP = 8;

/** What each field holds, in the order fields first appear. */
export function profile(features: readonly TemporaryFeature[]): FieldProfile[] {
  const names = new Set<string>();
  for (const { properties } of features) for (const name in properties) names.add(name);
  return [...names].map((name) => profileOf(name, features));
}

function profileOf(name: string, features: readonly TemporaryFeature[]): FieldProfile {
  const numbers: number[] = [];
  const counts = new Map<string, number>();
  let isNumeric = true;
  for (const { properties } of features) {
    const value = properties[name];
    if (value === null || value === undefined || value === '') continue;
    if (typeof value === 'number') numbers.push(value);
    else isNumeric = false;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    if (counts.size < MOST_COUNTED || counts.has(text)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const top = [...counts].sort(([, a], [, b]) => b - a).slice(0, TOP);
  return {
    name,
    kind: isNumeric && numbers.length > 0 ? 'number' : 'text',
    top: top.map(([value, count]) => ({ value, count })),
    distinct: counts.size,
    steps: isNumeric ? stepsOf(numbers) : []
  };
}

/** Bounds of five classes with about as many values each; fewer where values repeat. */
function stepsOf(numbers: number[]): number[] {
  if (numbers.length === 0) return [];
  const sorted = Float64Array.from(numbers).sort();
  const at = [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => sorted[Math.round(share * (sorted.length - 1))]!);
  return at.filter((value, index) => index === 0 || value > at[index - 1]!);
}
