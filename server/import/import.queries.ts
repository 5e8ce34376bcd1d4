import type pg from 'pg';
import type { Layer, Words } from '#geodata/layers/define.ts';
import { ImportError } from './import-error.ts';
import type { Stage } from './stage.queries.ts';
import type { LayerSummary, RefusedGroup, Summary } from './summary.ts';

/**
 * Two imports of one layer at once would each miss the other's rows: the second is told which one it meets.
 * @param file what this import brings, for the next one to be told
 */
export async function lockLayers(client: pg.ClientBase, layers: Layer[], file: string): Promise<void> {
  await client.query(`SELECT set_config('application_name', left($1, 60), true)`, [`${WORKING}${file}`]);
  for (const { id, title } of layers) {
    const { rows } = await client.query<{ free: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext('gezhi import'), hashtext($1)) AS free`,
      [id]
    );
    if (rows[0]?.free) continue;
    const { en, zh } = await whoRuns(client, id);
    throw new ImportError(
      `Another import into ${id} is running${en}; try again when it has ended.`,
      `图层“${title.zh}”正在被另一个导入写入${zh}，请稍后再试。`
    );
  }
}

const WORKING = 'gezhi import ';

/** What the import that holds a layer brings, and since when. */
async function whoRuns(client: pg.ClientBase, layer: string): Promise<Words> {
  const { rows } = await client.query<{ name: string; since: Date }>(
    `SELECT a.application_name AS name, a.xact_start AS since FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND l.classid::bigint = hashtext('gezhi import')::bigint & 4294967295
       AND l.objid::bigint = hashtext($1)::bigint & 4294967295`,
    [layer]
  );
  const [holder] = rows;
  if (!holder) return { en: '', zh: '' };
  const file = holder.name.startsWith(WORKING) ? holder.name.slice(WORKING.length) : holder.name;
  const since = holder.since.toISOString().slice(11, 16);
  return { en: ` (${file}, since ${since} UTC)`, zh: `（${file}，始于 ${since} UTC）` };
}

/** Degrees within which a delivery counts as near what the map already has. */
const NEAR = 0.5;

/**
 * Refuses a delivery that lies nowhere near the map's features, but would if longitude and latitude were exchanged:
 * between 90°W and 90°E no single coordinate gives that away.
 */
export async function refuseSwapped(client: pg.ClientBase, { name, table }: Stage): Promise<void> {
  const near = (west: string, south: string, east: string, north: string) =>
    `EXISTS (SELECT FROM tiles.counts WHERE n > 0
       AND x BETWEEN tiles.cell_x(${west} - ${NEAR}) AND tiles.cell_x(${east} + ${NEAR})
       AND y BETWEEN tiles.cell_y(${north} + ${NEAR}) AND tiles.cell_y(${south} - ${NEAR}))`;
  const { rows } = await client.query<{ swapped: boolean | null }>(
    `WITH box AS (SELECT ST_XMin(b) AS w, ST_YMin(b) AS s, ST_XMax(b) AS e, ST_YMax(b) AS n
                  FROM (SELECT ST_Extent(geom) AS b FROM ${name}) AS whole)
     SELECT NOT ${near('box.w', 'box.s', 'box.e', 'box.n')} AND ${near('box.s', 'box.w', 'box.n', 'box.e')} AS swapped
     FROM box WHERE box.w IS NOT NULL AND box.s BETWEEN -90 AND 90 AND box.w BETWEEN -90 AND 90`
  );
  if (!rows[0]?.swapped) return;
  throw new ImportError(
    `The coordinates for ${table.layer.id} seem to be latitude, longitude: exchanged, they would lie where the map is. Nothing was imported.`,
    `“${table.layer.title.zh}”的坐标疑似为纬度在前、经度在后：交换后正好落在现有数据处。未导入任何内容。`
  );
}

/**
 * Keeps what was brought in, one row per layer; what an OpenStreetMap file held for no layer goes under `osm`.
 * @returns the id of the first of them, which names the import
 */
export async function record(
  client: pg.ClientBase,
  { source, file, frame, layers, objects }: Summary,
  { sha256, startedAt, full = false }: { sha256: string; startedAt: Date; full?: boolean }
): Promise<string | null> {
  const whole: LayerSummary[] = objects?.refused.length
    ? [{ ...none, layer: 'osm', read: total(objects.refused), refused: objects.refused }]
    : [];
  let first: string | null = null;
  for (const part of [...layers, ...whole]) {
    const { layer, read, inserted, updated, unchanged, repaired, ended, shift } = part;
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO governance.imports (layer, source, file_name, file_sha256, read, inserted, updated, unchanged, repaired,
         ended, refused, started_at, frame, shift_m, shift_azimuth_deg, is_full, version_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, now()) RETURNING id`,
      [
        ...[layer, source, file, sha256, read, inserted, updated, unchanged, repaired, ended],
        ...[counts(part.refused, part.duplicates), startedAt, frame, shift?.metres, shift?.azimuthDeg, full]
      ]
    );
    first ??= rows[0]!.id;
  }
  return first;
}

/** Rows from which on the planner must hear of a change at once: the first tiles are asked for seconds later. */
const MANY = 1000;

export async function analyse(client: pg.ClientBase, stages: Stage[], parts: LayerSummary[]): Promise<void> {
  for (const { table } of stages) {
    const part = parts.find(({ layer }) => layer === table.layer.id);
    if (part && part.inserted + part.updated >= MANY) await client.query(`ANALYZE ${table.sql}`);
  }
}

const none = { inserted: 0, updated: 0, unchanged: 0, repaired: 0, duplicates: 0, renumbered: 0, ended: 0 };

function total(groups: RefusedGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

function counts(groups: RefusedGroup[], duplicates: number): Record<string, number> {
  const sums: Record<string, number> = duplicates > 0 ? { duplicate: duplicates } : {};
  for (const { reason, count } of groups) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}
