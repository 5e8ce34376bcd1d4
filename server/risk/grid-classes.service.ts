import type { Pool } from 'pg';
import type { GridClass, GridClasses, Horizon, Signature, SignatureBody } from '#geodata/schemas/forecast.ts';
import { can, type Actor } from '#server/access/actor.ts';
import { audit } from '#server/audit/audit.ts';
import { asActor } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';
import { seenRun } from '#server/risk/forecast.service.ts';
import { gridsWithin, saveSignature, signaturesOn } from '#server/risk/grid-classes.queries.ts';

/**
 * The four classes of unit grids within scope. A grid is in a class where the newest signature that covers it holds;
 * elsewhere whoever may sign sees what is expected, without a class, and others see nothing.
 */
export async function gridClasses(
  pool: Pool,
  actor: Actor,
  kind: string,
  horizon: Horizon,
  timeZone: string
): Promise<GridClasses> {
  return asActor(pool, actor, async (tx) => {
    const { run } = await seenRun(tx, actor, kind, horizon);
    const expected = new Map(run.cells.map((cell, i) => [cell, run.expected[i]!]));
    const signatures = await signaturesOn(tx, kind, horizon, timeZone);
    const covering = (code: string) =>
      signatures.find(({ scope }) => scope.some((own) => own === '*' || code.startsWith(own)));
    const grids: GridClass[] = [];
    const used = new Set<Signature>();
    for (const { code, name, polygons, cells, shares } of await gridsWithin(tx, actor, run.res)) {
      const signature = covering(code);
      if (!signature && !can(actor, 'risk:sign')) continue;
      if (signature) used.add(signature);
      const value = cells.reduce((sum, cell, i) => sum + (expected.get(cell) ?? 0) * shares[i]!, 0);
      grids.push({ code, name, polygons, expected: value, grade: signature ? gradeOf(value, signature) : null });
    }
    return { signatures: [...used].map(({ ...signature }) => signature), grids };
  });
}

/** @throws Problem 422 for a period that ends before it begins, 404 where there is no map to sign for */
export async function sign(pool: Pool, actor: Actor, kind: string, horizon: Horizon, body: SignatureBody) {
  if (body.valid_to < body.valid_from)
    throw new Problem(422, 'period-reversed', {
      zh: '有效期的结束早于开始。',
      en: 'The period ends before it begins.'
    });
  return asActor(pool, actor, async (tx) => {
    const { run } = await seenRun(tx, actor, kind, horizon);
    const id = await saveSignature(tx, actor, { kind, horizon, runId: run.id, body });
    await audit(tx, {
      action: body.withdrawn ? 'risk.withdraw' : 'risk.sign',
      object: `signatures/${id}`,
      why: body.reason,
      detail: { kind, horizon, thresholds: body.thresholds, run: run.id }
    });
    return { id };
  });
}

function gradeOf(value: number, { thresholds }: Signature): 0 | 1 | 2 | 3 {
  return thresholds.filter((threshold) => value >= threshold).length as 0 | 1 | 2 | 3;
}
