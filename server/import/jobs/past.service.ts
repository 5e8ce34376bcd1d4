import type { Pool } from 'pg';
import type { PastImport } from '#geodata/schemas/import_job.ts';
import type { Actor } from '#server/access/actor.ts';
import { audit } from '#server/audit/audit.ts';
import { asActor } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';
import type { Undone } from '../undo.service.ts';
import { pastImports } from './job.queries.ts';
import { startWork, WorkProblem } from './start-work.ts';

/** The imports of the past that an actor may see: those within its scope. */
export function listPast(pool: Pool, actor: Actor): Promise<PastImport[]> {
  return asActor(pool, actor, (tx) => pastImports(tx, actor));
}

/**
 * Brings back what was there before an import.
 * @throws Problem 404 for one that is not there or outside the scope, 409 with the reason where it cannot be undone
 */
export async function undoPast(pool: Pool, ownerUrl: string, actor: Actor, id: number): Promise<Undone[]> {
  const [past] = await asActor(pool, actor, (tx) => pastImports(tx, actor, id));
  if (!past) {
    throw new Problem(404, 'no-such-import', {
      zh: '没有这次导入，或不在您的管辖范围内。',
      en: 'There is no such import, or it lies outside your scope.'
    });
  }
  const say = (result: 'done' | 'refused', detail: Record<string, unknown>) =>
    asActor(pool, actor, (tx) => audit(tx, { action: 'import.undo', object: `imports/${id}`, result, detail }));
  try {
    const undone = (await startWork({ do: 'undo', ownerUrl, importId: String(id) }).done) as Undone[];
    await say('done', { undone });
    return undone;
  } catch (error) {
    if (!(error instanceof WorkProblem)) throw error;
    await say('refused', { problem: error.words.en });
    throw new Problem(409, 'cannot-undo', error.words);
  }
}
