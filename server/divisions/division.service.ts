import type { Pool } from 'pg';
import { scopePrefix } from '#geodata/codes/division_code.ts';
import type { Actor } from '#server/access/actor.ts';
import { visibleLayers } from '#server/access/layers.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';
import {
  childrenOf,
  countsWithin,
  findDivision,
  pathOf,
  type DivisionName
} from '#server/divisions/division.queries.ts';

/** The roots of the tree of divisions. */
export async function divisionRoots(pool: Pool, actor: Actor) {
  return asActor(pool, actor, async (tx) => ({ children: await childrenOf(tx, null) }));
}

/**
 * A division, its way down from the province, its children, and how many features of each layer lie in its subtree.
 * A layer that is not public is counted only when the whole subtree lies within the actor's scope.
 * @throws Problem 404 for an unknown code.
 */
export async function divisionDetail(pool: Pool, actor: Actor, code: string) {
  const prefix = scopePrefix(code);
  const covered = actor.scope.some((own) => own === '*' || prefix.startsWith(own));
  const counted = visibleLayers(actor).filter((layer) => covered || !layer.scoped);
  return asActor(pool, actor, async (tx) => {
    const division = await findDivision(tx, code);
    if (!division) {
      throw new Problem(404, 'no-such-division', {
        zh: `没有代码为 ${code} 的区划。`,
        en: `There is no division ${code}.`
      });
    }
    return {
      ...division,
      path: await pathOf(tx, code),
      children: await childrenOf(tx, code),
      counts: await countsWithin(
        tx,
        prefix,
        counted.map((layer) => layer.id)
      )
    };
  });
}

/** From the province down to a division, for whoever shows where something lies. */
export function divisionPath(tx: Tx, code: string): Promise<DivisionName[]> {
  return pathOf(tx, code);
}
