/**
 * Events that lie in the highest `area` cells of a map; a fraction takes that part of one cell. Of cells that share the
 * last place each is as likely to be chosen, so they count with that chance.
 * @param area number of cells, above 0 and at most all of them
 */
export function expectedHits(map: Float64Array, observed: Float64Array, area: number): number {
  const threshold = map.toSorted()[map.length - Math.ceil(area)]!;
  let [above, hits, level, hitsAtLevel] = [0, 0, 0, 0];
  for (let cell = 0; cell < map.length; cell++) {
    if (map[cell]! > threshold) {
      above++;
      hits += observed[cell]!;
    } else if (map[cell] === threshold) {
      level++;
      hitsAtLevel += observed[cell]!;
    }
  }
  return hits + (hitsAtLevel * (area - above)) / level;
}

/** The cells in the highest share of a map, at least one; of equal ones those that come first. */
export function topCells(map: Float64Array, share: number): Int32Array {
  const order = Int32Array.from(map.keys()).sort((a, b) => map[b]! - map[a]!);
  return order.slice(0, Math.max(1, Math.round(map.length * share)));
}

/**
 * The same for many areas at once, in one pass over the sorted map.
 * @param areas numbers of cells, in rising order
 */
export function hitCurve(map: Float64Array, observed: Float64Array, areas: readonly number[]): number[] {
  const order = Int32Array.from(map.keys()).sort((a, b) => map[b]! - map[a]!);
  const found: number[] = [];
  let [above, hits] = [0, 0];
  while (found.length < areas.length && above < order.length) {
    const value = map[order[above]!]!;
    let [end, atLevel] = [above, 0];
    for (; end < order.length && map[order[end]!] === value; end++) atLevel += observed[order[end]!]!;
    const level = end - above;
    while (found.length < areas.length && areas[found.length]! <= end)
      found.push(hits + (atLevel * (areas[found.length]! - above)) / level);
    [above, hits] = [end, hits + atLevel];
  }
  while (found.length < areas.length) found.push(hits);
  return found;
}
