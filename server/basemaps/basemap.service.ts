import { LRUCache } from 'lru-cache';
import type { BasemapSetting, ShownBasemap } from '#geodata/schemas/basemaps.ts';
import { projectionOf, type Actor } from '#server/access/actor.ts';
import { mbTilesSource } from '#server/basemaps/sources/mbtiles.ts';
import { pmTilesSource } from '#server/basemaps/sources/pmtiles.ts';
import { remoteSource } from '#server/basemaps/sources/remote.ts';
import { Unanswered, type BasemapSource, type BasemapTile } from '#server/basemaps/sources/source.ts';
import { log } from '#server/http/log.ts';
import { Problem } from '#server/http/problem.ts';

/** Tiles of services are kept for a day, as far as this reaches. */
const CACHE_BYTES = 96 * 1024 * 1024;
const CACHE_MS = 24 * 3600 * 1000;

/** What lies under the layers, in the operator's order. */
export interface Basemaps {
  /** Those the actor may see. */
  shownTo(actor: Actor): ShownBasemap[];
  /**
   * A tile of one of them, null where there is none.
   * @throws Problem 404 for a basemap that does not exist or is not for the actor; 502, 503, 504 when it does not answer
   */
  tile(actor: Actor, id: string, z: number, x: number, y: number): Promise<BasemapTile | null>;
  close(): void;
}

/** Without any, the map is drawn of its own layers alone. */
export const noBasemaps: Basemaps = {
  shownTo: () => [],
  tile() {
    throw noSuchBasemap();
  },
  close() {}
};

interface Basemap {
  setting: BasemapSetting;
  source: BasemapSource;
}

/** @throws ConfigError for a file that cannot be read */
export async function openBasemaps(settings: readonly BasemapSetting[]): Promise<Basemaps> {
  const open = new Map<string, Basemap>();
  const close = () => open.forEach(({ source }) => source.close());
  try {
    for (const setting of settings) open.set(setting.id, { setting, source: await sourceOf(setting) });
  } catch (error) {
    close();
    throw error;
  }
  const tiles = keptTiles();
  return {
    shownTo: (actor) => [...open.values()].filter((one) => maySee(actor, one)).map(told),
    tile(actor, id, z, x, y) {
      const basemap = open.get(id);
      if (!basemap || !maySee(actor, basemap)) throw noSuchBasemap();
      const { minzoom, maxzoom } = basemap.source;
      if (z < minzoom || z > maxzoom || x >= 2 ** z || y >= 2 ** z) return Promise.resolve(null);
      return tiles(basemap, z, x, y);
    },
    close
  };
}

function sourceOf(setting: BasemapSetting): BasemapSource | Promise<BasemapSource> {
  if (setting.kind === 'mbtiles') return mbTilesSource(setting.path);
  if (setting.kind === 'pmtiles') return pmTilesSource(setting.path);
  return remoteSource(setting);
}

const maySee = (actor: Actor, { setting }: Basemap) => setting.access === 'public' || projectionOf(actor) === 'staff';

function told({ setting, source }: Basemap): ShownBasemap {
  const { id, title, opacity, shown, covers } = setting;
  const { kind, minzoom, maxzoom, tileSize, bounds } = source;
  return {
    ...{ id, title, kind, minzoom, maxzoom, tileSize, bounds, opacity, shown, covers },
    // Archives carry links; what is shown is text.
    attribution: setting.attribution || source.attribution.replace(/<[^>]*>/g, '').trim(),
    approvalNo: setting.approval_no ?? null
  };
}

/** Asks a source once for all who wait for one tile. What came from afar is kept; what lies on disk need not be. */
function keptTiles() {
  const kept = new LRUCache<string, { tile: BasemapTile | null }>({
    maxSize: CACHE_BYTES,
    ttl: CACHE_MS,
    sizeCalculation: ({ tile }) => 300 + (tile?.bytes.length ?? 0)
  });
  const asked = new Map<string, Promise<BasemapTile | null>>();
  return function tileOf({ setting, source }: Basemap, z: number, x: number, y: number): Promise<BasemapTile | null> {
    const key = `${setting.id}/${z}/${x}/${y}`;
    const known = kept.get(key);
    if (known) return Promise.resolve(known.tile);
    const coming =
      asked.get(key) ??
      source
        .tile(z, x, y)
        .then((tile) => {
          if ('url' in setting) kept.set(key, { tile });
          return tile;
        })
        .catch((error: unknown) => {
          throw toldAs(setting, error);
        })
        .finally(() => asked.delete(key));
    asked.set(key, coming);
    return coming;
  };
}

function toldAs({ id, title }: BasemapSetting, error: unknown): unknown {
  if (!(error instanceof Unanswered)) return error;
  if (error.why !== 'resting') log.warn({ basemap: id }, `basemap ${error.message}`);
  const [status, type] = {
    slow: [504, 'basemap-slow'] as const,
    resting: [503, 'basemap-resting'] as const,
    broken: [502, 'basemap-broken'] as const
  }[error.why];
  return new Problem(status, type, {
    zh: `底图“${title.zh}”没有正常回应，稍后会自动重试；其他图层不受影响。`,
    en: `The basemap ${title.en} does not answer properly; it is asked again shortly, and the layers are not affected.`
  });
}

function noSuchBasemap(): Problem {
  return new Problem(404, 'no-such-basemap', { zh: '没有这个底图。', en: 'There is no such basemap.' });
}
