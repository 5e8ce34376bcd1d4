import { cutAcross, frameOf, splitRing } from '#geodata/spatial/cut_ring.ts';
import { insetRing } from '#geodata/spatial/inset_ring.ts';
import { between, shift, type Ring } from '#geodata/spatial/plane.ts';
import { distanceToRing, forEachSide, ringArea, ringIsSimple, simplifyRing } from '#geodata/spatial/ring.ts';
import { ringKernel } from '#geodata/spatial/ring_kernel.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import type { Rng } from './rng.ts';

/** Less ground than this between streets is paved over. */
const SMALLEST_M2 = 500;

/**
 * The ground of a block inside its streets: as a rule one ring. Corners too fine for it are taken off until it comes out
 * sound; a block too crooked for that is cut up, and each piece keeps its distance by itself.
 * @param widths distance kept from each side of the block
 */
export function groundInside(block: Ring, widths: readonly number[], random: Rng): Ring[] {
  for (const tolerance of [0.5, 4, 9, 16, 28]) {
    const ring = simplifyRing(block, tolerance);
    const inner = insetRing(ring, (side) => widths[block.indexOf(ring[side]!)]!);
    if (inner && ringArea(inner) > SMALLEST_M2 && clearOfStreets(inner, block, widths)) return [inner];
  }
  const convex = kernelOf(block, (side) => widths[side]!);
  if (convex && ringArea(convex) > ringArea(block) * 0.25) return [convex];
  return cutUp(block, ringArea(block) / 4, random).flatMap((piece) => {
    const kernel = kernelOf(piece, (side) => widthBeside(piece, side, block, widths));
    return kernel ? [kernel] : [];
  });
}

function kernelOf(ring: Ring, by: (side: number) => number): Ring | null {
  const kernel = ringKernel(ring, by);
  const inner = kernel && simplifyRing(kernel, 0.5);
  return inner && ringArea(inner) > SMALLEST_M2 ? inner : null;
}

/** The distance a piece keeps on one of its sides: that of the block's side it lies on, none along a cut. */
function widthBeside(piece: Ring, side: number, block: Ring, widths: readonly number[]): number {
  const middle = between(piece[side]!, piece[(side + 1) % piece.length]!, 0.5);
  let width = 0;
  forEachSide(block, (a, b, i) => {
    if (nearestOnSegment(middle, a, b).away < 1) width = Math.max(width, widths[i]!);
  });
  return width;
}

/** Whether a ring keeps most of its distance from each side around it, which simplifying may have moved. */
function clearOfStreets(inner: Ring, ring: Ring, widths: readonly number[]): boolean {
  return ring.every((a, i) => {
    const b = ring[(i + 1) % ring.length]!;
    const least = widths[i]! * 0.65;
    return distanceToRing(inner, a) >= least && inner.every((at) => nearestOnSegment(at, a, b).away >= least);
  });
}

/** Cuts a ring across its longer way until no piece is much larger than wanted. */
export function cutUp(ring: Ring, size_m2: number, random: Rng): Ring[] {
  const area = ringArea(ring);
  if (area < size_m2 * 1.5) return [ring];
  const frame = frameOf(ring);
  for (let attempt = 0; attempt < 6; attempt++) {
    const at = shift(frame.middle, frame.way, frame.length * random.normal(0, 0.07));
    const cut = cutAcross(ring, at, [-frame.way[1], frame.way[0]]);
    if (!cut) continue;
    const halves = splitRing(ring, cut).map((half) => simplifyRing(half, 0.5));
    if (halves.every((half) => ringArea(half) > area * 0.2 && ringIsSimple(half))) {
      return halves.flatMap((half) => cutUp(half, size_m2, random));
    }
  }
  return [ring];
}
