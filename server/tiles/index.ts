import type { Pool } from 'pg';
import { ConfigError, type Config } from '#server/config.ts';
import { TileCache } from '#server/tiles/cache.ts';
import { martinSource } from '#server/tiles/sources/martin.ts';
import { postgisSource } from '#server/tiles/sources/postgis.ts';
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
      return martin.up ? { source: 'martin', martin: 'up' } : { source: 'postgis', martin: 'down' };
    },
    async close() {
      martin?.close();
    }
  };
}

function martinOf({ TILE_SOURCE, MARTIN_URL, POOL_SIZE }: Config, postgis: ReturnType<typeof postgisSource>) {
  if (TILE_SOURCE === 'martin' && !MARTIN_URL) throw new ConfigError('TILE_SOURCE=martin needs MARTIN_URL');
  if (TILE_SOURCE === 'postgis' || !MARTIN_URL) return undefined;
  return martinSource(MARTIN_URL, POOL_SIZE, postgis);
}
