import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Pool } from 'pg';
import { roleTitles } from '#geodata/access/roles.ts';
import { Cql2Error } from '#geodata/cql2/expression.ts';
import { parseText } from '#geodata/cql2/parse_text.ts';
import type { ExportQuery } from '#geodata/schemas/export.ts';
import { boxToLngLat, crs84 } from '#geodata/spatial/crs.ts';
import type { Actor } from '#server/access/actor.ts';
import { layerFor } from '#server/access/layers.ts';
import { audit } from '#server/audit/audit.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import * as queries from '#server/exports/export.queries.ts';
import { sridOf } from '#server/exports/place.ts';
import type { RunningExports } from '#server/exports/running.ts';
import { writeExport } from '#server/exports/write-export.ts';
import { publishedFields } from '#server/features/published.ts';
import { selected } from '#server/features/selection.ts';
import { Problem } from '#server/http/problem.ts';

export interface ExportContext {
  pool: Pool;
  timeZone: string;
  running: RunningExports;
}

/** An export that was allowed and written down, and has yet to be read. */
export interface Export {
  id: string;
  fileName: string;
  type: string;
  rows: number;
  /** Writes the file. Resolves when it is whole; rejects when nobody reads it any more, or it could not be made. */
  writeTo(sink: ServerResponse): Promise<void>;
}

const types = {
  geojson: 'application/geo+json',
  csv: 'text/csv; charset=utf-8',
  gpkg: 'application/geopackage+sqlite3'
};

/**
 * Allows an export, or refuses it above the role's ceiling; either is written down before a byte leaves.
 * @throws Problem 403 above the ceiling, 400 for a filter that is none, 409 for an id that was used before
 */
export async function beginExport(
  context: ExportContext,
  actor: Actor,
  layerId: string,
  query: ExportQuery
): Promise<Export> {
  const { pool, timeZone } = context;
  const layer = layerFor(actor, layerId);
  const { format, frame, as_of: asOf, id = randomUUID() } = query;
  const taken: queries.Taken = {
    layer,
    fields: publishedFields(layer, actor),
    where: conditionOf(layer, actor, query, timeZone),
    asOf,
    srid: sridOf(frame)
  };
  const selection = { bbox: query.bbox, filter: query.filter, as_of: asOf };
  const { rows, ceiling } = await asActor(pool, actor, async (tx) => {
    const ceiling = await queries.ceilingOf(tx, actor.role);
    const rows = await queries.countTaken(tx, taken);
    const isRefused = rows > ceiling;
    const record = { id, layer: layer.id, format, frame, selection, rows };
    if (!(await queries.insertExport(tx, actor, { ...record, outcome: isRefused ? 'refused' : 'running' })))
      throw used();
    await audit(tx, {
      ...{ action: 'export.take', object: `exports/${id}`, result: isRefused ? 'refused' : 'done' },
      detail: { ...record, ...(isRefused && { ceiling }) }
    });
    return { rows, ceiling };
  });
  if (rows > ceiling) throw above(ceiling, rows, actor);
  const began = new Date();
  return {
    id,
    fileName: fileNameOf(layer.id, query, id, began),
    type: types[format],
    rows,
    writeTo: (sink) => writeExport(context, actor, { id, began, rows, query, taken }, sink)
  };
}

/** How many features the actor may take as one file. */
export function ceilingFor(tx: Tx, actor: Actor): Promise<number> {
  return queries.ceilingOf(tx, actor.role);
}

const LISTED = 200;

/** The latest exports of everyone, for who supervises. */
export async function recentExports({ pool }: ExportContext, actor: Actor) {
  return asActor(pool, actor, (tx) => queries.listExports(tx, LISTED));
}

function conditionOf(
  layer: ReturnType<typeof layerFor>,
  actor: Actor,
  { bbox, filter }: ExportQuery,
  timeZone: string
) {
  try {
    const boxes = bbox ? (boxToLngLat(crs84, bbox) ?? undefined) : undefined;
    return selected(layer, actor, { boxes, filters: filter ? [parseText(filter)] : [] }, timeZone);
  } catch (error) {
    throw error instanceof Cql2Error ? new Problem(400, 'invalid-filter', { zh: error.zh, en: error.en }) : error;
  }
}

/** `hydrants_gcj02_20261124T0920Z_0193….csv`: what it is, in which frame, from when, by which export. */
function fileNameOf(layer: string, { format, frame }: ExportQuery, id: string, began: Date): string {
  const stamp = began.toISOString().replace(/[-:]/g, '').slice(0, 13);
  return `${layer}_${frame.replace(':', '')}_${stamp}Z_${id.slice(0, 8)}.${format}`;
}

function above(ceiling: number, rows: number, { role }: Actor): Problem {
  const title = roleTitles[role];
  return new Problem(
    403,
    'export-too-large',
    {
      zh: `所选 ${rows} 个对象超过“${title.zh}”一次可导出的 ${ceiling} 个。请缩小范围或增加条件；此次申请已记录。`,
      en: `These ${rows} features are more than the ${ceiling} that "${title.en}" may take at once. Choose a smaller area or add a filter; the attempt was recorded.`
    },
    { rows, ceiling }
  );
}

function used(): Problem {
  return new Problem(409, 'export-id-used', { zh: '此导出编号已使用。', en: 'This export id was used before.' });
}
