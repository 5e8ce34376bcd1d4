import { between, type Ring, type XY } from '#geodata/spatial/plane.ts';

/** A line with its corners rounded by Chaikin's cutting; its ends stay. */
export function smoothLine(line: readonly XY[], rounds: number): XY[] {
  let spots = [...line];
  for (let round = 0; round < rounds; round++) {
    const cut = spots.slice(1).flatMap((b, i) => [between(spots[i]!, b, 0.25), between(spots[i]!, b, 0.75)]);
    spots = [spots[0]!, ...cut.slice(1, -1), spots.at(-1)!];
  }
  return spots;
}

export function smoothRing(ring: Ring, rounds: number): Ring {
  let spots = [...ring];
  for (let round = 0; round < rounds; round++) {
    spots = spots.flatMap((a, i) => {
      const b = spots[(i + 1) % spots.length]!;
      return [between(a, b, 0.25), between(a, b, 0.75)];
    });
  }
  return spots;
}
