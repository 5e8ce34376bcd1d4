import { tilesOver, type Box, type Tile } from '#geodata/spatial/tile.ts';

/** A change is remembered per tile of this zoom, about ten kilometres wide, and of every zoom above it. */
const BLOCK_ZOOM = 12;
/** A change over more blocks than this is a change of the whole layer. */
const MAX_BLOCKS = 1024;
/** A layer that remembers more blocks than this forgets them all at once, for a version of the whole layer. */
const MAX_REMEMBERED = 50_000;
/** Tiles draw this much beyond their edge. */
const BUFFER = 64 / 4096;
/** How far, in metres, a layer draws beyond the places its changes name: what a camera sees. */
const REACH_M: Record<string, number> = { cameras: 2000 };

interface LayerVersions {
  whole: number;
  blocks: Map<number, number>;
}

/**
 * Which state of a layer a tile shows. A version is part of a tile's key in the cache, so a change makes the tiles it
 * touches new and leaves the rest of the city cached. Read the version before the query: a change committed in between
 * then costs one query too many and never shows an old tile under a new version.
 */
export class BlockVersions {
  #clock = 0;
  #everything = 0;
  #layers = new Map<string, LayerVersions>();

  /** Version of the block a tile lies in; the same until something in it changes. Any zoom, no search. */
  of(layer: string, { z, x, y }: Tile): number {
    const known = this.#layers.get(layer);
    if (!known) return this.#everything;
    const up = Math.max(0, z - BLOCK_ZOOM);
    const changed = known.blocks.get(keyOf(z - up, x >> up, y >> up)) ?? 0;
    return Math.max(this.#everything, known.whole, changed);
  }

  /** Something in a box of a layer changed; null where it is not known where, or it has no place. */
  bump(layer: string, box: Box | null): void {
    const known = this.#layers.get(layer) ?? { whole: 0, blocks: new Map() };
    this.#layers.set(layer, known);
    this.#clock++;
    const covered = box && levels(grown(box, REACH_M[layer] ?? 0));
    if (!covered || known.blocks.size > MAX_REMEMBERED) {
      known.whole = this.#clock;
      known.blocks.clear();
      return;
    }
    for (const key of covered) known.blocks.set(key, this.#clock);
  }

  /** Anything may have changed. */
  bumpAll(): void {
    this.#everything = ++this.#clock;
    this.#layers.clear();
  }
}

/** Keys of the blocks a box touches at every zoom; null for too many. */
function levels(box: Box): number[] | null {
  if (!box.every(Number.isFinite)) return null;
  const keys: number[] = [];
  for (let z = BLOCK_ZOOM; z >= 0; z--) {
    const { left, right, top, bottom } = tilesOver(box, z, BUFFER);
    if ((right - left + 1) * (bottom - top + 1) > MAX_BLOCKS) return null;
    for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) keys.push(keyOf(z, x, y));
  }
  return keys;
}

function grown([west, south, east, north]: Box, metres: number): Box {
  const lat = metres / 110_000;
  const lng = lat / Math.max(0.05, Math.cos((Math.max(Math.abs(south), Math.abs(north)) * Math.PI) / 180));
  return [west - lng, south - lat, east + lng, north + lat];
}

function keyOf(z: number, x: number, y: number): number {
  return (z * 4096 + x) * 4096 + y;
}
