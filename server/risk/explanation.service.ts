import { gridDistance } from 'h3-js';
import type { Pool } from 'pg';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import { cellInterval } from '#geodata/risk/cell_intervals.ts';
import { dayOf } from '#geodata/risk/day.ts';
import { heaviest, reachOf } from '#geodata/risk/explain_near.ts';
import { groups, type Group } from '#geodata/risk/maps.ts';
import { atLeastOne } from '#geodata/risk/model.ts';
import type { CellExplanation, Horizon } from '#geodata/schemas/forecast.ts';
import { can, type Actor } from '#server/access/actor.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';
import { eventsIn } from '#server/risk/explanation.queries.ts';
import { seenRun } from '#server/risk/forecast.service.ts';
import { namesOf, type RunRow } from '#server/risk/published.queries.ts';

/** How a site counts days, and what it learns from. */
export interface SiteSettings {
  timeZone: string;
  patrolShare: number;
}

/**
 * Why a cell's forecast is what it is.
 * @throws Problem 404, the same for a cell that is in no forecast and one outside the scope
 */
export async function explainCell(
  pool: Pool,
  actor: Actor,
  asked: { kind: string; horizon: Horizon; cell: string },
  settings: SiteSettings
): Promise<CellExplanation> {
  return asActor(pool, actor, async (tx) => {
    const { run, seen, grades } = await seenRun(tx, actor, asked.kind, asked.horizon);
    const found = seen.find(({ h3 }) => h3 === asked.cell);
    const [place] = found ? await namesOf(tx, actor, [found.h3]) : [];
    if (!found || !place) throw noSuchCell();
    const expected = run.expected[found.at]!;
    const unnamed = unnamedFor(actor, asked.kind);
    return {
      ...{ cell: found.h3, center: [found.lng, found.lat], division: place.division, grid: place.grid },
      ...{ expected, probability: atLeastOne(expected), grade: grades[found.at] as 0 | 1 | 2 },
      interval: cellInterval(expected, run.report.cell_intervals),
      coverage: run.report.cell_intervals.coverage,
      shares: Object.fromEntries(
        groups.map((group, i) => [group, run.shares[found.at * groups.length + i]!])
      ) as Record<Group, number>,
      events: unnamed ? null : await weighing(tx, actor, run, found.at, settings),
      unnamed
    };
  });
}

async function weighing(tx: Tx, actor: Actor, run: RunRow, cell: number, settings: SiteSettings) {
  const raw = run.level > 0 ? (run.expected[cell]! * run.rawSum) / run.level : 0;
  if (raw === 0) return [];
  const at = new Map(run.cells.map((id, i) => [id, i]));
  const weights = reachOf({ res: run.res, cells: run.cells, at }, cell);
  const events = await eventsIn(tx, actor, run, [...weights.keys()], settings);
  return heaviest({ day: dayOf(run.asOf)!, beta: run.beta, rates: run.rates }, weights, raw, events).map(
    ({ id, kind, reportedAt, cell: from, share }) => ({
      ...{ id, kind, reportedAt: reportedAt.toISOString(), share },
      rings: gridDistance(run.cells[from]!, run.cells[cell]!)
    })
  );
}

/** Single events are for those who may read them, and of kinds that tell about people for nobody here. */
function unnamedFor(actor: Actor, kind: string): CellExplanation['unnamed'] {
  if (!can(actor, 'event:read')) return 'permission';
  return eventKinds.get(kind)?.sensitive ? 'sensitive' : null;
}

function noSuchCell(): Problem {
  return new Problem(404, 'no-such-cell', {
    zh: '预测中没有这个单元，或不在您的管辖范围内。',
    en: 'No forecast speaks of this cell, or it lies outside your scope.'
  });
}
