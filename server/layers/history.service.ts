import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import { projectionOf, type Actor } from '#server/access/actor.ts';
import { layerFor } from '#server/access/layers.ts';
import { asActor } from '#server/db/sql.ts';
import { findVersions, type FoundVersion } from '#server/layers/history.queries.ts';
import { noSuchFeature } from '#server/layers/layer.service.ts';

/** Rows read of one feature's past; who needs more asks as of a time. */
const MOST = 500;

/** What a version looks like to one actor. */
interface ShownVersion {
  validFrom: string;
  validTo: string | null;
  divisionCode: string | null;
  gridCode: string | null;
  source: string;
  import: { id: number; fileName: string } | null;
  properties: Record<string, unknown>;
  /**
   * Columns that differ from the version before, `geometry` among them; null where there is none to compare with: the
   * first version, and one that follows a version outside the actor's scope.
   */
  changed: string[] | null;
}

/**
 * The versions of a feature, newest first, the present one included.
 * @throws Problem 404, the same for a missing feature and one that never lay within the scope
 */
export async function featureVersions(pool: Pool, actor: Actor, layerId: string, id: number) {
  const layer = layerFor(actor, layerId);
  const found = await asActor(pool, actor, (tx) => findVersions(tx, layer, actor, id, MOST + 1));
  if (found.length === 0) throw noSuchFeature();
  const shown = found.slice(0, MOST).map(projectionOf(actor) === 'staff' ? (version) => version : forResidents);
  return { layer: layer.id, id, versions: compare(shown), complete: found.length <= MOST };
}

/** Grids are working units of the staff, and so are the files that data comes in. */
function forResidents(version: FoundVersion): FoundVersion {
  return { ...version, gridCode: null, import: null };
}

/**
 * Tells what changed from each version to the next. Neighbours that look the same are one version: otherwise their
 * dates would tell when something changed that the actor may not see.
 */
function compare(newestFirst: FoundVersion[]): ShownVersion[] {
  const versions: ShownVersion[] = [];
  let before: FoundVersion | undefined;
  for (const version of newestFirst.toReversed()) {
    const { geometryHash: _, ...shown } = version;
    const changed = before?.validTo === version.validFrom ? differences(before, version) : null;
    const last = versions.at(-1);
    if (last && changed?.length === 0) last.validTo = shown.validTo;
    else versions.push({ ...shown, changed });
    before = version;
  }
  return versions.reverse();
}

function differences(before: FoundVersion, after: FoundVersion): string[] {
  const columns = Object.keys(after.properties).filter(
    (column) => !isDeepStrictEqual(before.properties[column], after.properties[column])
  );
  if (before.geometryHash !== after.geometryHash) columns.push('geometry');
  if (before.divisionCode !== after.divisionCode) columns.push('division_code');
  if (before.gridCode !== after.gridCode) columns.push('grid_code');
  return columns;
}
