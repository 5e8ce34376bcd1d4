import type { RemoteBasemap } from '#geodata/schemas/basemaps.ts';
import { addressOf } from '#server/basemaps/sources/address.ts';
import { download } from '#server/basemaps/sources/download.ts';
import { mercatorFrom, rowsUnder } from '#server/basemaps/sources/reproject.ts';
import { Unanswered, type BasemapSource, type BasemapTile } from '#server/basemaps/sources/source.ts';

/** A service gets this many requests at once, and is left alone after so many failures one after another. */
const AT_ONCE = 12;
const MOST_WAITING = 400;
const FAILURES = 5;
const REST_MS = 10_000;

/** Tiles of a WMTS or XYZ service. A service that does not answer is not asked for a while, so that no map waits for it. */
export function remoteSource(basemap: RemoteBasemap): BasemapSource {
  const turn = turns(AT_ONCE, MOST_WAITING);
  let failures = 0;
  let rested = 0;

  async function ask(z: number, x: number, y: number): Promise<BasemapTile | null> {
    const release = await turn();
    try {
      if (Date.now() < rested) throw new Unanswered('resting', 'is left alone after failing');
      const tile = await download(addressOf(basemap, z, x, y), basemap);
      failures = 0;
      return tile;
    } catch (error) {
      const isTrouble = error instanceof Unanswered && error.why !== 'resting';
      if (isTrouble && ++failures >= FAILURES) rested = Date.now() + REST_MS;
      throw error;
    } finally {
      release();
    }
  }

  async function reprojected(z: number, x: number, y: number): Promise<BasemapTile | null> {
    const { top, bottom } = rowsUnder(z, y);
    const parts = await Promise.all(Array.from({ length: bottom - top + 1 }, (_, index) => ask(z, x, top + index)));
    return mercatorFrom(parts, { z, y, top, size: basemap.tile_size });
  }

  return {
    kind: 'raster',
    // In degrees, the world is two squares wide: its grid begins at zoom 1.
    minzoom: basemap.crs === 'EPSG:4490' ? Math.max(1, basemap.minzoom) : basemap.minzoom,
    maxzoom: basemap.maxzoom,
    tileSize: basemap.tile_size,
    bounds: null,
    attribution: '',
    tile: basemap.crs === 'EPSG:4490' ? reprojected : ask,
    close() {}
  };
}

/** Lets so many work at once; the others wait in line, or are turned away when it is too long. */
function turns(atOnce: number, mostWaiting: number): () => Promise<() => void> {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  // Whoever is done hands the place to the next in line.
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return async () => {
    if (free > 0) free--;
    else if (waiting.length < mostWaiting) await new Promise<void>((go) => waiting.push(go));
    else throw new Unanswered('resting', 'has too many requests waiting');
    return release;
  };
}
