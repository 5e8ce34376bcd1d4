import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '#server/db/migrate.ts';
import { applyTileFunctions } from '#server/db/tile-functions.ts';
import { runDelivery } from '#server/import/import.service.ts';
import { EXTENSIONS_SQL } from '../../../scripts/provision/database.ts';
import { root } from '../../../scripts/provision/root.ts';
import { sharedData } from '../../support/shared.ts';
import type { BenchContext } from './bench.ts';

/** [west, south, east, north] of the extract, and of the densest part of the city. */
export const extent = [113.8, 22.13, 114.45, 22.58] as const;
export const dense = [114.13, 22.27, 114.24, 22.35] as const;

/** Layers that the extract fills. */
export const filled = ['buildings', 'roads', 'landuse', 'water'] as const;

export interface BenchDatabase {
  ownerUrl: string;
  serverUrl: string;
  tileUrl: string;
}

/**
 * A database with Hong Kong in it as the importer brings it, `copies` times side by side eastwards. Kept between runs
 * as long as the schema is the same; tile functions are always those of now.
 */
export async function hongKong({ cluster, log }: BenchContext, copies = 1): Promise<BenchDatabase> {
  const name = `gezhi_bench_${schemaHash()}_hk${copies}`;
  const urls = {
    ownerUrl: cluster.url('gezhi_owner', name),
    serverUrl: cluster.url('gezhi_server', name),
    tileUrl: cluster.url('tile_reader', name)
  };
  const { rowCount } = await query(cluster.url('postgres', 'postgres'), 'SELECT FROM pg_database WHERE datname = $1', [
    name
  ]);
  if (!rowCount) {
    log(`loading Hong Kong${copies > 1 ? ` ${copies} times` : ''} (once)`);
    await build(cluster, name, copies, log);
  }
  const client = new pg.Client({ connectionString: urls.ownerUrl });
  await client.connect();
  await applyTileFunctions(client, join(root, 'tiles', 'functions'), () => {}).finally(() => client.end());
  return urls;
}

async function build(
  cluster: BenchContext['cluster'],
  name: string,
  copies: number,
  log: BenchContext['log']
): Promise<void> {
  const admin = cluster.url('postgres', 'postgres');
  const unfinished = `${name}_unfinished`;
  await dropOthers(admin);
  await query(admin, `DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await query(admin, `CREATE DATABASE ${unfinished} OWNER gezhi_owner`);
  await query(cluster.url('postgres', unfinished), EXTENSIONS_SQL);
  const ownerUrl = cluster.url('gezhi_owner', unfinished);
  await migrate(ownerUrl, () => {});
  for (const layer of filled) {
    const summary = await runDelivery({ ownerUrl, target: layer, file: sharedData(`hongkong/${layer}.geojsonl.gz`) });
    log(`${layer}: ${summary.layers.map(({ inserted }) => inserted).join()} in ${summary.seconds} s`);
  }
  for (let copy = 1; copy < copies; copy++) for (const layer of filled) await copyAside(ownerUrl, layer, copy);
  await query(ownerUrl, 'SELECT tiles.compact_counts()');
  await query(cluster.url('postgres', unfinished), 'VACUUM ANALYZE');
  await query(admin, `ALTER DATABASE ${unfinished} RENAME TO ${name}`);
}

/** Databases of an older schema serve no bench any more. */
async function dropOthers(admin: string): Promise<void> {
  const { rows } = await query(
    admin,
    "SELECT datname AS name FROM pg_database WHERE datname LIKE 'gezhi\\_bench\\_%' AND datname NOT LIKE $1",
    [`gezhi\\_bench\\_${schemaHash()}\\_%`]
  );
  for (const { name } of rows as { name: string }[]) await query(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** The first city once more, a degree further east for each copy: the same shapes and densities at the same zooms. */
async function copyAside(ownerUrl: string, layer: string, copy: number): Promise<void> {
  const { rows } = await query(
    ownerUrl,
    `SELECT string_agg(quote_ident(attname), ', ') AS names FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
       AND attname NOT IN ('id', 'geom', 'source_id')`,
    [`asset.${layer}`]
  );
  const names = (rows[0] as { names: string }).names;
  await query(
    ownerUrl,
    `SET gezhi.bulk = 'on';
     INSERT INTO asset.${layer} (${names}, source_id, geom)
     SELECT ${names}, source_id || ' ${copy}', ST_Translate(geom, ${copy}, 0) FROM asset.${layer} WHERE source_id NOT LIKE '% %'`
  );
}

function schemaHash(): string {
  const hash = createHash('sha256');
  const folder = join(root, 'migrations');
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 10);
}

async function query(connectionString: string, text: string, values?: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}
