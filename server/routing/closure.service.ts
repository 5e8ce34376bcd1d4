import type { Pool } from 'pg';
import { audit } from '#server/audit/audit.ts';
import { asActor } from '#server/db/sql.ts';
import type { Actor } from '#server/access/actor.ts';
import { Problem } from '#server/http/problem.ts';
import * as queries from './closure.queries.ts';

/** What is to be closed, from when until when; null: until it is lifted. */
export interface NewClosure {
  geometry: object;
  modes: ('foot' | 'vehicle')[];
  from?: Date | undefined;
  until?: Date | null | undefined;
  reason: string;
}

/** Closures in force or to come; at most the 500 declared last. */
export async function closures(pool: Pool, actor: Actor) {
  return { closures: await asActor(pool, actor, queries.listClosures) };
}

/**
 * Closes the way a point lies on, or every way an area touches. Ways are counted with it at once.
 * @throws Problem 422 for an area that crosses itself
 */
export async function declareClosure(pool: Pool, actor: Actor, { geometry, modes, from, until, reason }: NewClosure) {
  return asActor(pool, actor, async (tx) => {
    const fault = await queries.faultOf(tx, geometry);
    if (fault !== null) {
      throw new Problem(422, 'invalid-geometry', {
        zh: `封闭范围的图形有误：${fault}。`,
        en: `The closed area is not valid: ${fault}.`
      });
    }
    const by = actor.account?.name ?? actor.role;
    const whole = { geometry, modes, from: from ?? new Date(), until: until ?? null, reason, by };
    const id = await queries.insertClosure(tx, whole);
    await audit(tx, { action: 'routing.close', object: `closures/${id}`, why: reason, detail: { modes } });
    return { id };
  });
}

/**
 * Opens what was closed before its time.
 * @throws Problem 404 where nothing of that number is closed
 */
export async function liftClosure(pool: Pool, actor: Actor, id: number): Promise<void> {
  const lifted = await asActor(pool, actor, async (tx) => {
    const done = await queries.liftClosure(tx, id, actor.account?.name ?? actor.role);
    if (done) await audit(tx, { action: 'routing.open', object: `closures/${id}` });
    return done;
  });
  if (lifted) return;
  throw new Problem(404, 'no-such-closure', {
    zh: '没有这条封闭记录，或已解除。',
    en: 'There is no such closure, or it was lifted already.'
  });
}
