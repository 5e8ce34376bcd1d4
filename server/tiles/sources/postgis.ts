import type { Pool } from 'pg';
import { layers } from '#geodata/layers/index.ts';
import { Problem } from '#server/http/problem.ts';
import { functionOf, NobodyWaits, type TileQuery, type TileSource } from '#server/tiles/sources/source.ts';

/** PostgreSQL's "canceling statement due to statement timeout". */
const TOO_LONG = '57014';
const PAST: TileQuery = { scope: '', projection: 'public', as_of: '' };

/** Asks the tile functions over the pool of `tile_reader`. The pool's size bounds how many run at once. */
export function postgisSource(pool: Pool): TileSource {
  // The driver reads every value as text. Base64 is a third shorter than a bytea's own hexadecimal, and quicker to read.
  const statements = new Map(
    layers
      .flatMap(({ id }) => [id, functionOf(id, PAST)])
      .map((name) => [
        name,
        { name: `tile ${name}`, text: `SELECT encode(tiles."${name}"($1, $2, $3, $4), 'base64') AS tile` }
      ])
  );
  return {
    async tile(layer, { z, x, y }, query, wanted) {
      const client = await pool.connect();
      try {
        // Whoever moves the map on leaves a queue of tiles nobody will look at.
        if (!wanted()) throw new NobodyWaits();
        const values = [z, x, y, JSON.stringify(query)];
        const { rows } = await client.query<{ tile: string | null }>({
          ...statements.get(functionOf(layer, query))!,
          values
        });
        return Buffer.from(rows[0]?.tile ?? '', 'base64');
      } catch (error) {
        throw (error as { code?: string }).code === TOO_LONG ? tooLong() : error;
      } finally {
        client.release();
      }
    }
  };
}

function tooLong(): Problem {
  return new Problem(
    503,
    'tile-took-too-long',
    { zh: '此瓦片生成超时，请稍后再试。', en: 'This tile took too long to make; try again shortly.' },
    {},
    { 'Retry-After': '10' }
  );
}
