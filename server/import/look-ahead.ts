/** The first items of a sequence, and all of it from the beginning: what comes later can depend on what is looked at. */
export async function lookAhead<T>(items: AsyncIterable<T>, count: number) {
  const rest = items[Symbol.asyncIterator]();
  const first: T[] = [];
  while (first.length < count) {
    const next = await rest.next();
    if (next.done) break;
    first.push(next.value);
  }
  async function* all(): AsyncGenerator<T> {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => rest };
  }
  return { first, all: all() };
}
