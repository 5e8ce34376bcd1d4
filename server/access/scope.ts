import { join, sql, type Sql } from '#server/db/sql.ts';
import type { Reach } from '#geodata/access/acting.ts';
import type { Layer } from '#geodata/layers/define.ts';

/**
 * The rows of a layer an actor may see, as a condition on a column of division codes. Layers that are not scoped are
 * seen whole; an empty scope sees nothing; `*` sees rows without a division too.
 */
export function withinScope(layer: Pick<Layer, 'scoped'>, actor: Pick<Reach, 'scope'>, column: Sql): Sql {
  if (!layer.scoped || actor.scope.includes('*')) return sql`true`;
  if (actor.scope.length === 0) return sql`false`;
  return sql`(${join(
    actor.scope.map((code) => sql`${column} BETWEEN ${code} AND ${code + '~'}`),
    ' OR '
  )})`;
}
