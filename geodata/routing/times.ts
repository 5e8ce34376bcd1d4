import { Arrivals, type Reached } from './arrivals.ts';
import type { Network } from './network.ts';
import { alongEdge, endsOf, type Place } from './places.ts';
import type { Spot } from './snap.ts';

/** Whether times are those of going out from the place, or of coming to it. */
export type Direction = 'from' | 'to';

export interface Reach {
  direction?: Direction;
  /** How many targets are wanted. */
  most?: number;
  /** Targets further away are left out, seconds. */
  limit?: number;
}

type Door = { target: number; spot: Spot; cost: number };

/**
 * The targets in the order in which they are reached, by one search that stops as soon as enough of them are settled.
 * A target that cannot be reached is not among them.
 */
export function reach(
  network: Network,
  place: Place,
  targets: readonly Place[],
  { direction = 'from', most = Infinity, limit = Infinity }: Reach = {}
): Reached[] {
  const backward = direction === 'to';
  const wanted = Math.min(most, targets.length);
  const arrivals = new Arrivals(targets.length);
  const found: Reached[] = [];
  const settleUpTo = (seconds: number) => {
    while (found.length < wanted) {
      const next = arrivals.takeUpTo(Math.min(seconds, limit));
      if (!next) break;
      found.push(next);
    }
    return found.length >= wanted;
  };
  meetOnOneEdge(network, place, targets, backward, arrivals);
  const doors = doorsOf(network, targets, !backward);
  network.search.run({
    ...{ costs: network.costs, seeds: place.spots.flatMap((spot) => endsOf(network, spot, backward)), backward, limit },
    onSettled(node, cost) {
      if (settleUpTo(cost)) return true;
      for (const { target, spot, cost: rest } of doors.get(node) ?? []) {
        arrivals.offer({ target, seconds: cost + rest, spot, via: node });
      }
      return false;
    }
  });
  settleUpTo(Infinity);
  return found;
}

/** Where a search meets the edges of the targets: by node, what is left from there. */
function doorsOf(network: Network, targets: readonly Place[], arriving: boolean): Map<number, Door[]> {
  const doors = new Map<number, Door[]>();
  targets.forEach(({ spots }, target) => {
    for (const spot of spots) {
      for (const { node, cost } of endsOf(network, spot, arriving)) {
        if (cost === Infinity) continue;
        const there = doors.get(node);
        if (there) there.push({ target, spot, cost });
        else doors.set(node, [{ target, spot, cost }]);
      }
    }
  });
  return doors;
}

function meetOnOneEdge(
  network: Network,
  place: Place,
  targets: readonly Place[],
  backward: boolean,
  arrivals: Arrivals
): void {
  targets.forEach(({ spots }, target) => {
    for (const spot of spots) {
      for (const own of place.spots) {
        const seconds = backward ? alongEdge(network, spot, own) : alongEdge(network, own, spot);
        arrivals.offer({ target, seconds, spot, via: null });
      }
    }
  });
}
