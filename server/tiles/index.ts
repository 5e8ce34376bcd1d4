import type { Pool } from 'pg';
import { ConfigError, type Config } from '#server/config.ts';
import { Problem } from '#server/http/problem.ts';
import { TileCache } from '#server/tiles/cache.ts';
import { martinSource, type MartinSource } from '#server/tiles/sources/martin.ts';
import { postgisSource } from '#server/tiles/sources/postgis.ts';
import type { TileSource } from '#server/tiles/sources/source.ts';
import { tileRoutes, type TileRoutes } from '#server/tiles/tile.routes.ts';
import { BlockVersions } from '#server/tiles/versions.ts';

export interface Tiles extends TileRoutes {
  /** Tell it of every committed change. */
  versions: BlockVersions;
  /** Who makes tiles now, and how Martin is where it is used. */
  status(): { source: 'postgis' | 'martin'; martin?: 'up' | 'down' };
  close(): Promise<void>;
}

/**
 * The tile room: gateway, cache, and a source chosen by the settings.
 * @param pool as `tile_reader`
 * @throws ConfigError when Martin is asked for without its address
 */
export function createTiles({ config, pool }: { config: Config; pool: Pool }): Tiles {
  const cache = new TileCache(config.TILE_CACHE_MB * 1024 * 1024);
  const versions = new BlockVersions();
  const postgis = postgisSource(pool);
  const martin = martinOf(config, postgis);
  return {
    ...tileRoutes(config, cache, versions, martin ?? postgis),
    versions,
    status() {
      if (!martin) return { source: 'postgis' };
      const source = martin.up || config.TILE_SOURCE === 'martin' ? 'martin' : 'postgis';
      return { source, martin: martin.up ? 'up' : 'down' };
    },
    async close() {
      martin?.close();
    }
  };
}

/** Martin where the settings name it: with PostGIS behind it, or, where only Martin is wanted, with nothing. */
function martinOf({ TILE_SOURCE, MARTIN_URL, POOL_SIZE }: Config, postgis: TileSource): MartinSource | undefined {
  if (TILE_SOURCE === 'martin' && !MARTIN_URL) throw new ConfigError('TILE_SOURCE=martin needs MARTIN_URL');
  if (TILE_SOURCE === 'postgis' || !MARTIN_URL) return undefined;
  return martinSource(MARTIN_URL, POOL_SIZE, TILE_SOURCE === 'martin' ? nothing : postgis);
}

const nothing: TileSource = {
  tile: () =>
    Promise.reject(
      new Problem(
        503,
        'martin-unavailable',
        {
          zh: '瓦片服务暂时不可用，请稍后再试。',
          en: 'The tile server is out of reach for the moment; try again shortly.'
        },
        {},
        { 'Retry-After': '5' }
      )
    )
};
