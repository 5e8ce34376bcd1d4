/**
 * Telephone numbers nobody has: local numbers of Changchun do not begin with 0000.
 * @param first the first number given out, so that the layers do not share any
 */
export function phoneNumbers(first: number): () => string {
  let next = first;
  return () => `0431-0000${String(next++ % 10_000).padStart(4, '0')}`;
}
