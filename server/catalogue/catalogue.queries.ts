import type { Layer } from '#geodata/layers/define.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { join, raw, sql, type Tx } from '#server/db/sql.ts';
import { table } from '#server/layers/history.rows.ts';

/** When a layer's data was last looked at on the ground, as far as anybody said. */
export async function newestObserved(
  tx: Tx,
  layers: readonly Layer[],
  actor: Actor
): Promise<Map<string, Date | null>> {
  const each = layers.map(
    (layer) => sql`
      SELECT ${layer.id}::text AS id,
             (SELECT max(f.observed_at) FROM ${table(layer)} f WHERE ${withinScope(layer, actor, raw('f.division_code'))}) AS newest`
  );
  if (each.length === 0) return new Map();
  const { rows } = await tx.query<{ id: string; newest: Date | null }>(join(each, ' UNION ALL '));
  return new Map(rows.map(({ id, newest }) => [id, newest]));
}

export interface Imported {
  layer: string;
  source: string;
  lastAt: Date;
}

/** What each layer was imported from, latest delivery each. */
export async function importsByLayer(tx: Tx): Promise<Imported[]> {
  const { rows } = await tx.query<Imported>(sql`
    SELECT layer, source, max(finished_at) AS "lastAt" FROM governance.imports
    WHERE undone_at IS NULL GROUP BY layer, source ORDER BY layer, source`);
  return rows;
}

/** Whether the generated city is what is shown. */
export async function isDemo(tx: Tx): Promise<boolean> {
  const { rows } = await tx.query(sql`SELECT FROM governance.demo_city`);
  return rows.length > 0;
}
