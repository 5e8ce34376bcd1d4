import { CellIndex } from '#geodata/spatial/cell_index.ts';
import { boxOf, turn, type XY } from '#geodata/spatial/plane.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import type { Edge } from './plan/graph.ts';
import type { Plan } from './plan/plan.ts';

const NUMBER_EVERY_M = 8;

export interface Address {
  street: string;
  number: number;
  /** Street and number. */
  text: string;
  /** The nearest street of name, where the address itself may be in a lane beside it. */
  main: string;
}

/** The street a spot lies by, and the number it has there. */
export type Addresser = (spot: XY) => Address;

/**
 * House numbers after GB/T 35639 annex B: streets from east to west count from the east with odd numbers on the north,
 * streets from north to south from the north with odd numbers on the west.
 */
export function addresser(plan: Plan): Addresser {
  const { nodes, edges } = plan.graph;
  const named = edges.filter(({ line }) => line.kind === 'street' && line.name);
  const index = new CellIndex<Edge>(200);
  const spots = new Map<string, XY[]>();
  for (const edge of named) {
    const ends = [nodes[edge.a]!, nodes[edge.b]!];
    index.add(boxOf(ends), edge);
    spots.set(edge.line.name!, [...(spots.get(edge.line.name!) ?? []), ...ends]);
  }
  const extents = new Map([...spots].map(([name, list]) => [name, boxOf(list)]));
  const nearest = (spot: XY, fits: (edge: Edge) => boolean) => {
    for (const reach of [120, 400, 1200, 6000]) {
      const found = index
        .near(spot, reach)
        .filter(fits)
        .map((edge) => ({ edge, ...nearestOnSegment(spot, nodes[edge.a]!, nodes[edge.b]!) }));
      if (found.length > 0) return found.reduce((best, one) => (one.away < best.away ? one : best));
    }
    throw new Error('No street has a name');
  };
  return (spot) => {
    const best = nearest(spot, () => true);
    const street = best.edge.line.name!;
    const [west, south, east, north] = extents.get(street)!;
    const upright = north - south > east - west;
    const [a, b] = [nodes[best.edge.a]!, nodes[best.edge.b]!];
    const southOrWest = upright ? a[1] > b[1] : a[0] > b[0];
    const [from, to] = southOrWest ? [a, b] : [b, a];
    // Looking along the count, southwards or westwards, odd numbers are on the right: west or north.
    const odd = turn(from, to, spot) < 0;
    const along = upright ? north - best.spot[1] : east - best.spot[0];
    const number = 2 * Math.floor(along / NUMBER_EVERY_M) + (odd ? 1 : 2);
    const main = best.edge.line.en ? street : nearest(spot, ({ line }) => line.en !== null).edge.line.name!;
    return { street, number, text: `${street}${number}号`, main };
  };
}
