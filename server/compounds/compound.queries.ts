import { findLayer } from '#geodata/layers/index.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { raw, sql, type Tx } from '#server/db/sql.ts';
import { rowsOf } from '#server/layers/history.rows.ts';

/** A building of a compound. `units` and `households` are null where nobody told, and for residents. */
export interface CompoundBuilding {
  id: number;
  number: string | null;
  name: string | null;
  kind: string;
  floors: number | null;
  units: number | null;
  households: number | null;
  center: [number, number];
}

export interface CompoundGate {
  id: number;
  name: string | null;
  kind: string;
  center: [number, number];
}

const [compounds, buildings, gates] = ['compounds', 'buildings', 'gates'].map((id) => findLayer(id)!);

/** Whether there is such a compound within the actor's scope, as of a moment or now. */
export async function compoundExists(tx: Tx, actor: Actor, id: number, asOf?: string): Promise<boolean> {
  const { rowCount } = await tx.query(sql`
    SELECT FROM ${await rowsOf(tx, compounds!, asOf)} f
    WHERE f.id = ${id} AND ${withinScope(compounds!, actor, raw('f.division_code'))}`);
  return rowCount === 1;
}

/** Buildings of a compound: numbered ones first, in the order of their numbers. */
export async function buildingsOf(tx: Tx, actor: Actor, id: number, asOf?: string): Promise<CompoundBuilding[]> {
  const { rows } = await tx.query<CompoundBuilding>(sql`
    SELECT f.id, f.number, f.name, f.kind, f.floors, f.units, f.households,
           ARRAY[ST_X(spot), ST_Y(spot)] AS center
    FROM ${await rowsOf(tx, buildings!, asOf)} f CROSS JOIN LATERAL ST_PointOnSurface(f.geom) AS spot
    WHERE f.compound_id = ${id} AND ${withinScope(buildings!, actor, raw('f.division_code'))}
    ORDER BY f.number IS NULL, nullif(regexp_replace(left(f.number, 9), '\\D', '', 'g'), '')::bigint, f.number, f.id`);
  return rows;
}

export async function gatesOf(tx: Tx, actor: Actor, id: number, asOf?: string): Promise<CompoundGate[]> {
  const { rows } = await tx.query<CompoundGate>(sql`
    SELECT f.id, f.name, f.kind, ARRAY[ST_X(f.geom), ST_Y(f.geom)] AS center
    FROM ${await rowsOf(tx, gates!, asOf)} f
    WHERE f.compound_id = ${id} AND ${withinScope(gates!, actor, raw('f.division_code'))}
    ORDER BY array_position(ARRAY['main', 'vehicle', 'pedestrian', 'fire'], f.kind), f.name, f.id`);
  return rows;
}
