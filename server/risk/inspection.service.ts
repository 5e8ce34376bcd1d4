import { latLngToCell } from 'h3-js';
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { chooseVisits, tourOf, wilson, type Candidate, type Chosen } from '#geodata/risk/visits.ts';
import {
  ALL_KINDS,
  type Found,
  type Plan,
  type PlanBody,
  type PlanList,
  type VisitBody
} from '#geodata/schemas/forecast.ts';
import type { Actor } from '#server/access/actor.ts';
import { audit } from '#server/audit/audit.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';
import { seenRun, type SeenRun } from '#server/risk/forecast.service.ts';
import * as queries from '#server/risk/inspection.queries.ts';
import type { LngLat, Walk } from '#server/risk/walk.ts';

const NO_ROUND = 'no-round';
const MOST_VISITS = 40;
const FEWEST_VISITS = 2;
/** Resolution of the cells that events are stored with. */
const STORED_RES = 10;

/**
 * Plans a round of visits: the cells within scope where most is expected and some drawn at random elsewhere, as many as
 * the two limits allow, in a short order.
 * @throws Problem 404 without a forecast, 422 where not even two visits fit
 */
export async function makePlan(pool: Pool, actor: Actor, walks: readonly Walk[], body: PlanBody): Promise<Plan> {
  const seen = await asActor(pool, actor, (tx) => seenRun(tx, actor, body.kind, body.horizon));
  const seed = createHash('sha256').update(`${body.public_id} ${seen.run.sha256}`).digest('hex');
  const round = await roundByBest(seen, walks, body, seed);
  return asActor(pool, actor, async (tx) => {
    const made = await queries.savePlan(tx, actor, { ...round, body, seed, runId: seen.run.id });
    if (made) {
      const detail = { kind: body.kind, horizon: body.horizon, run: seen.run.id, visits: round.visits.length };
      await audit(tx, { action: 'risk.plan', object: `plans/${body.public_id}`, detail });
    }
    return readPlan(tx, actor, body.public_id);
  });
}

/** Along the roads where there are any to ask; in straight lines, which the plan then says, where there are none. */
async function roundByBest(seen: SeenRun, walks: readonly Walk[], body: PlanBody, seed: string) {
  const [best, ...others] = walks;
  try {
    return { ...(await largestRound(seen, best!, body, seed)), byRoad: best!.byRoad };
  } catch (error) {
    if (!(error instanceof Problem) || error.type === NO_ROUND || others.length === 0) throw error;
    return roundByBest(seen, others, body, seed);
  }
}

/** The round with the most visits within the limits: a longer one is not shorter, so halving finds it. */
async function largestRound(seen: SeenRun, walk: Walk, body: PlanBody, seed: string) {
  const limit = body.max_distance_m ?? Infinity;
  let [fits, tooMany] = [FEWEST_VISITS - 1, Math.min(body.max_visits ?? MOST_VISITS, seen.seen.length) + 1];
  let best: Awaited<ReturnType<typeof roundOf>> | undefined;
  for (let visits = tooMany - 1; fits + 1 < tooMany; visits = (fits + tooMany) >> 1) {
    const round = await roundOf(seen, walk, body, { visits, seed });
    if (round.distance_m <= limit) [fits, best] = [visits, round];
    else tooMany = visits;
  }
  if (best) return best;
  throw new Problem(422, NO_ROUND, {
    zh: '在此距离或范围内排不出两次以上的走访，请放宽距离或换一个起点。',
    en: 'Not even two visits fit; allow a longer way or start elsewhere.'
  });
}

/** A round of so many visits in a short order. */
async function roundOf(seen: SeenRun, walk: Walk, body: PlanBody, { visits, seed }: { visits: number; seed: string }) {
  const places = new Map(seen.seen.map((place) => [place.h3, place]));
  const candidates = seen.seen.map(({ h3, at }): Candidate => ({
    cell: h3,
    expected: seen.run.expected[at]!,
    flagged: seen.grades[at] === 2
  }));
  const { chosen, drawnFrom } = chooseVisits(candidates, { visits, share: body.random_share, seed });
  const spotOf = ({ cell }: Chosen): LngLat => [places.get(cell)!.lng, places.get(cell)!.lat];
  // With a start the tour begins there, else with the highest cell.
  const stops = [...(body.start ? [body.start] : []), ...chosen.map(spotOf)];
  const matrix = await walk.matrix(stops);
  const { order } = tourOf(stops.length, (from, to) => matrix[from]![to]!);
  const before = body.start ? 1 : 0;
  const inOrder = order.filter((stop) => stop >= before).map((stop) => chosen[stop - before]!);
  const newVisit = (one: Chosen): queries.NewVisit => {
    const { division, grid } = places.get(one.cell)!;
    return { ...one, at: spotOf(one), division, grid };
  };
  return { visits: inOrder.map(newVisit), drawnFrom, ...(await walk.line(order.map((stop) => stops[stop]!))) };
}

/** Plans within scope and how often visits found something, expected and at random. */
export async function plans(pool: Pool, actor: Actor): Promise<PlanList> {
  return asActor(pool, actor, async (tx) => {
    const rows = await queries.findings(tx, actor);
    const foundBy = (chosen: 'expected' | 'random'): Found => {
      const { visits, found } = rows.find((row) => row.chosen === chosen) ?? { visits: 0, found: 0 };
      return { visits, found, interval: wilson(found, visits) ?? null };
    };
    return {
      plans: await queries.listPlans(tx, actor),
      bias: { expected: foundBy('expected'), random: foundBy('random') }
    };
  });
}

export function plan(pool: Pool, actor: Actor, publicId: string): Promise<Plan> {
  return asActor(pool, actor, (tx) => readPlan(tx, actor, publicId));
}

/**
 * Ticks a visit off. What was found becomes an event.
 * @throws Problem 404 outside scope, 409 for a visit that is done, 422 where it is not said what was found
 */
export async function tick(pool: Pool, actor: Actor, publicId: string, seq: number, body: VisitBody): Promise<Plan> {
  return asActor(pool, actor, async (tx) => {
    const found = await queries.findPlan(tx, actor, publicId);
    const visit = found && (await queries.lockVisit(tx, actor, found.id, seq));
    if (!found || !visit) throw noSuchPlan();
    if (visit.result !== null) throw visitDone();
    const kind = found.kind === ALL_KINDS ? body.kind : found.kind;
    if (body.result === 'found' && kind === undefined) throw whatWasFound();
    const [lng, lat] = visit.center;
    const eventId =
      body.result === 'found'
        ? await queries.reportFound(tx, {
            ...{ publicId, seq, kind: kind!, at: visit.center, h3: latLngToCell(lat, lng, STORED_RES) },
            ...{ division: visit.division, grid: visit.grid }
          })
        : null;
    await queries.tickVisit(tx, actor, { planId: found.id, seq, body, eventId });
    await audit(tx, {
      ...{ action: 'risk.visit', object: `plans/${publicId}/${seq}`, divisionCode: visit.division, at: visit.center },
      detail: { result: body.result, event: eventId }
    });
    return readPlan(tx, actor, publicId);
  });
}

async function readPlan(tx: Tx, actor: Actor, publicId: string): Promise<Plan> {
  const found = await queries.findPlan(tx, actor, publicId);
  if (!found) throw noSuchPlan();
  const { id, route, ...about } = found;
  return { ...about, route: route ?? [], stops: await queries.visitsOf(tx, actor, id) };
}

const noSuchPlan = () =>
  new Problem(404, 'no-such-plan', {
    zh: '没有这份检查计划，或不在您的管辖范围内。',
    en: 'There is no such plan, or it lies outside your scope.'
  });

const visitDone = () =>
  new Problem(409, 'visit-done', { zh: '该走访已登记结果。', en: 'This visit has its result already.' });

const whatWasFound = () =>
  new Problem(422, 'kind-missing', { zh: '请说明发现的是哪类事项。', en: 'Say which kind of event was found.' });
