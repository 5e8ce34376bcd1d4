import type { Pool } from 'pg';
import { projectionOf, type Actor } from '#server/access/actor.ts';
import { layerFor } from '#server/access/layers.ts';
import { buildingsOf, compoundExists, gatesOf, type CompoundBuilding } from '#server/compounds/compound.queries.ts';
import { asActor } from '#server/db/sql.ts';
import { noSuchFeature } from '#server/layers/layer.service.ts';

/**
 * What belongs to a compound: its buildings, its gates, and how many units and households that makes; now, or as of a
 * moment.
 * @throws Problem 404, the same for a missing compound and one outside the scope
 */
export async function compoundParts(pool: Pool, actor: Actor, id: number, asOf?: string) {
  for (const layer of ['compounds', 'buildings', 'gates']) layerFor(actor, layer);
  return asActor(pool, actor, async (tx) => {
    if (!(await compoundExists(tx, actor, id, asOf))) throw noSuchFeature(asOf);
    const staff = projectionOf(actor) === 'staff';
    const buildings = (await buildingsOf(tx, actor, id, asOf)).map(staff ? (one) => one : forResidents);
    const gates = await gatesOf(tx, actor, id, asOf);
    return {
      ...{ id, buildings, gates },
      totals: {
        buildings: buildings.length,
        gates: gates.length,
        units: sumOf(buildings, 'units'),
        households: sumOf(buildings, 'households')
      }
    };
  });
}

/** How many live in a house is the staff's business. */
function forResidents(building: CompoundBuilding): CompoundBuilding {
  return { ...building, units: null, households: null };
}

/** Null where no building tells. */
function sumOf(buildings: CompoundBuilding[], column: 'units' | 'households'): number | null {
  const told = buildings.flatMap((building) => building[column] ?? []);
  return told.length ? told.reduce((sum, n) => sum + n, 0) : null;
}
