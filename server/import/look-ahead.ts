/**
 * The first items of a sequence, and all of it from the beginning: what comes later can depend on what is looked at.
 * `close` ends a sequence that is not read to its end.
 */
export async function lookAhead<T>(items: AsyncGenerator<T>, count: number) {
  const first: T[] = [];
  while (first.length < count) {
    const next = await items.next();
    if (next.done) break;
    first.push(next.value);
  }
  async function* all(): AsyncGenerator<T> {
    yield* first;
    yield* items;
  }
  return { first, all: all(), close: async () => void (await items.return(undefined)) };
}
