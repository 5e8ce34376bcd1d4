import { cellToLatLng, getHexagonEdgeLengthAvg, getResolution, isValidCell, UNITS } from 'h3-js';
import type { Pool } from 'pg';
import { told } from '#geodata/heat/guard.ts';
import type { HeatQuery, Unit } from '#geodata/heat/query.ts';
import type { Actor } from '#server/access/actor.ts';
import { asActor } from '#server/db/sql.ts';
import type { HeatData } from '#server/heat/heat.index.ts';
import * as queries from '#server/heat/heat.queries.ts';
import { chosenBy, type HeatService } from '#server/heat/heat.service.ts';
import { pastOf } from '#server/heat/measures.ts';
import { eachIn, type Chosen, type Window } from '#server/heat/tally.ts';
import { unitCounts, type UnitCounts } from '#server/heat/unit-counts.ts';
import { Problem } from '#server/http/problem.ts';

const LATEST = 10;

/**
 * One unit in one window: its series of windows of that length (the last one is the window itself), what kinds there
 * were, and the latest events. Of sensitive kinds the rounded count and nothing else.
 * @throws Problem 422 for a code that is no unit of that sort
 */
export async function unitDetail(pool: Pool, heat: HeatService, actor: Actor, asked: HeatQuery, id: string) {
  const answer = heat.guarded(asked);
  const { query, guarded, leftOut } = answer;
  refuseOther(query, id);
  const data = await heat.data();
  const by = await unitCounts(data, query);
  const chosen = chosenBy(data, actor, query, leftOut);
  const unit = by.ids.indexOf(id);
  const rows = rowsOf(data, by, chosen, query, unit);
  if (guarded) {
    const { least } = await heat.answer(data, actor, answer).then(({ meta }) => meta);
    return { id, n: told(rows.length, least), guarded, series: [], kinds: [], latest: [] };
  }
  const latest = rows.toSorted((a, b) => data.events.at[b]! - data.events.at[a]!).slice(0, LATEST);
  return {
    id,
    n: rows.length,
    guarded,
    series: seriesOf(data, by, chosen, query, unit),
    kinds: kindsOf(data, rows),
    latest: await asActor(pool, actor, (tx) =>
      queries.eventsById(
        tx,
        actor,
        latest.map((row) => data.events.id[row]!)
      )
    )
  };
}

function refuseOther({ by, res }: HeatQuery, id: string): void {
  const fits =
    by === 'cell' ? isValidCell(id) && getResolution(id) === res : by === 'grid' ? id.length === 15 : id.length === 12;
  if (fits) return;
  throw new Problem(422, 'no-such-unit', {
    zh: `“${id}”不是所问的统计单元。`,
    en: `"${id}" is no unit of the sort that is asked for.`
  });
}

function rowsOf(data: HeatData, by: UnitCounts, chosen: Chosen, window: Window, unit: number): number[] {
  const rows: number[] = [];
  if (unit >= 0) eachIn(data.events, chosen, window, (row) => void (by.unitOf(row) === unit && rows.push(row)));
  return rows;
}

/** Counts of the windows before and of the window itself. */
function seriesOf({ events }: HeatData, by: UnitCounts, chosen: Chosen, window: Window, unit: number) {
  const length = window.to - window.from;
  const past = pastOf(window, (events.at[0] ?? 0) * 1000);
  const first = window.from - past * length;
  const counts = new Array<number>(past + 1).fill(0);
  if (unit >= 0) {
    eachIn(events, chosen, { from: first, to: window.to }, (row) => {
      if (by.unitOf(row) === unit) counts[Math.floor((events.at[row]! * 1000 - first) / length)]!++;
    });
  }
  return counts.map((n, i) => ({ from: new Date(first + i * length), n }));
}

function kindsOf({ events }: HeatData, rows: readonly number[]) {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const { kind } = events.sorts[events.sort[row]!]!;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, n]) => ({ kind, n })).sort((a, b) => b.n - a.n || a.kind.localeCompare(b.kind));
}

/** What people call some units. Units that have no name here are left out. */
export async function names(pool: Pool, actor: Actor, by: Unit, ids: readonly string[]) {
  return asActor(pool, actor, async (tx) => {
    if (by !== 'cell') {
      const found = await queries.unitNames(tx, by, ids, actor);
      return {
        names: found.map(({ id, name }) => ({ id, near: name, nearKind: null, community: null, street: null }))
      };
    }
    const spots = ids.filter(isValidCell).map((id) => {
      const [lat, lng] = cellToLatLng(id);
      return { id, lng, lat, reach_m: 1.5 * getHexagonEdgeLengthAvg(getResolution(id), UNITS.m) };
    });
    return { names: spots.length ? await queries.placeNames(tx, spots) : [] };
  });
}
