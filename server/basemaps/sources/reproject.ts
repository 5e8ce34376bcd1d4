import sharp from 'sharp';
import { Unanswered, type BasemapTile } from '#server/basemaps/sources/source.ts';

const CHANNELS = 4;

/** How much of a 4490 grid a tile of Web Mercator needs: one column, and rows from `top` to `bottom`, at the same zoom. */
export function rowsUnder(z: number, y: number): { top: number; bottom: number } {
  const rows = 2 ** z / 2;
  const row = (edge: number) => ((90 - latOf(z, edge)) / 180) * rows;
  const last = Math.max(0, Math.ceil(rows) - 1);
  return {
    top: Math.max(0, Math.floor(row(y) + 1e-9)),
    bottom: Math.min(last, Math.ceil(row(y + 1) - 1e-9) - 1)
  };
}

/**
 * A tile of Web Mercator out of tiles in degrees (the matrix set `c` of Tianditu: 360° / 2^z wide, squares of degrees).
 * Both grids have the same columns, so that only rows are moved: each is taken from the line at its latitude.
 * @param parts the source tiles from `rowsUnder`, north to south; null where there is none
 * @throws Unanswered for pictures that cannot be read
 */
export async function mercatorFrom(
  parts: (BasemapTile | null)[],
  { z, y, top, size }: { z: number; y: number; top: number; size: number }
): Promise<BasemapTile | null> {
  if (parts.every((part) => part === null)) return null;
  const pictures = await Promise.all(parts.map(async (part) => part && pixels(part, size)));
  const rows = 2 ** z / 2;
  const line = size * CHANNELS;
  const drawn = Buffer.alloc(size * line);
  for (let row = 0; row < size; row++) {
    const lat = latOf(z, y + (row + 0.5) / size);
    const from = Math.floor((((90 - lat) / 180) * rows - top) * size);
    const picture = pictures[Math.floor(from / size)];
    if (picture) picture.copy(drawn, row * line, (from % size) * line, ((from % size) + 1) * line);
  }
  const whole = sharp(drawn, { raw: { width: size, height: size, channels: CHANNELS } });
  // What was sent without loss, lettering above all, stays so.
  const lossless = parts.some((part) => part?.type === 'image/png');
  return lossless
    ? { bytes: await whole.png({ compressionLevel: 4 }).toBuffer(), type: 'image/png' }
    : { bytes: await whole.webp({ quality: 85 }).toBuffer(), type: 'image/webp' };
}

async function pixels({ bytes }: BasemapTile, size: number): Promise<Buffer> {
  try {
    return await sharp(bytes, { limitInputPixels: 4096 * 4096 })
      .resize(size, size, { fit: 'fill' })
      .ensureAlpha()
      .raw()
      .toBuffer();
  } catch (error) {
    throw new Unanswered('broken', `sent a picture that cannot be read (${(error as Error).message})`);
  }
}

/** Latitude of a row of Web Mercator, fractions included. */
function latOf(z: number, y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI;
}
