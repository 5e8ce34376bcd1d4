import type { Graph } from './graph.ts';

/** Edges nobody of some modes gets through for a time. */
export interface Closure {
  id: number;
  /** Ids of edges. */
  edges: number[];
  modes: ('foot' | 'vehicle')[];
  /** ms since 1970; `until` is not included, null: until it is lifted. */
  from: number;
  until: number | null;
}

/** Edges of the graph that are closed to a mode at a moment. */
export function closedEdges(
  { id, edgeCount }: Graph,
  closures: readonly Closure[],
  mode: 'foot' | 'vehicle',
  at: number
): number[] {
  const inForce = closures.filter(
    ({ modes, from, until }) => modes.includes(mode) && from <= at && (until === null || at < until)
  );
  const ids = new Set(inForce.flatMap(({ edges }) => edges));
  const closed: number[] = [];
  if (ids.size > 0) for (let e = 0; e < edgeCount; e++) if (ids.has(id[e]!)) closed.push(e);
  return closed;
}
