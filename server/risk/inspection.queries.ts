import type { Horizon, PlanBody, PlanSummary, PlanVisit, VisitBody } from '#geodata/schemas/forecast.ts';
import type { Actor } from '#server/access/actor.ts';
import { withinScope } from '#server/access/scope.ts';
import { raw, sql, type Sql, type Tx } from '#server/db/sql.ts';
import type { LngLat } from '#server/risk/walk.ts';

export interface NewVisit {
  cell: string;
  at: LngLat;
  division: string | null;
  grid: string | null;
  chosen: 'expected' | 'random';
  expected: number;
}

export interface NewPlan {
  body: PlanBody;
  runId: number;
  seed: string;
  drawnFrom: number;
  distance_m: number;
  byRoad: boolean;
  line: LngLat[];
  visits: NewVisit[];
}

/** Stores a plan and its visits; false where its id is taken: a repeated send is one plan. */
export async function savePlan(tx: Tx, actor: Actor, plan: NewPlan): Promise<boolean> {
  const { body, visits, line } = plan;
  const { rows } = await tx.query<{ id: number }>(sql`
    INSERT INTO risk.plans (public_id, run_id, kind, scope, seed, drawn_from, random_share, max_visits, max_distance_m, distance_m,
                            by_road, start, route, made_as)
    VALUES (${body.public_id}, ${plan.runId}, ${body.kind}, ${[...actor.scope]}, ${plan.seed}, ${plan.drawnFrom},
            ${body.random_share}, ${body.max_visits ?? null}, ${body.max_distance_m ?? null}, ${plan.distance_m}, ${plan.byRoad},
            ${body.start ? pointOf(body.start) : null}, ${line.length > 1 ? lineOf(line) : null}, ${actor.role})
    ON CONFLICT (public_id) DO NOTHING RETURNING id`);
  if (!rows[0]) return false;
  const column = <T>(read: (visit: NewVisit) => T) => visits.map(read);
  await tx.query(sql`
    INSERT INTO risk.visits (plan_id, seq, h3, division_code, grid_code, chosen, expected, spot)
    SELECT ${rows[0].id}, v.seq, v.h3, v.division, v.grid, v.chosen, v.expected, ST_SetSRID(ST_Point(v.lng, v.lat), 4326)
    FROM unnest(${column(({ cell }) => cell)}::text[], ${column(({ division }) => division)}::text[],
                ${column(({ grid }) => grid)}::text[], ${column(({ chosen }) => chosen)}::text[],
                ${column(({ expected }) => expected)}::float8[], ${column(({ at }) => at[0])}::float8[],
                ${column(({ at }) => at[1])}::float8[])
      WITH ORDINALITY AS v (h3, division, grid, chosen, expected, lng, lat, seq)`);
  return true;
}

/** Visits within scope; what lies outside it is not there. */
const seenVisits = (actor: Actor): Sql => withinScope({ scoped: true }, actor, raw('v.division_code'));

/** Plans with visits within scope, the newest first. */
export async function listPlans(tx: Tx, actor: Actor): Promise<PlanSummary[]> {
  const { rows } = await tx.query<PlanSummary & { madeAt: Date }>(sql`
    SELECT p.public_id AS "publicId", p.kind, r.horizon_days AS horizon, r.opens, r.closes, p.made_at AS "madeAt",
           p.distance_m, p.by_road AS "byRoad", count(v.seq)::int AS visits, count(v.result)::int AS done
    FROM risk.plans p JOIN risk.runs r ON r.id = p.run_id JOIN risk.visits v ON v.plan_id = p.id
    WHERE ${seenVisits(actor)} GROUP BY p.id, r.id ORDER BY p.id DESC LIMIT 50`);
  return rows;
}

export interface PlanRow extends PlanSummary {
  id: number;
  horizon: Horizon;
  seed: string;
  drawnFrom: number;
  randomShare: number;
  start: LngLat | null;
  route: LngLat[] | null;
}

export async function findPlan(tx: Tx, actor: Actor, publicId: string): Promise<PlanRow | undefined> {
  const { rows } = await tx.query<PlanRow>(sql`
    SELECT p.id, p.public_id AS "publicId", p.kind, r.horizon_days AS horizon, r.opens, r.closes, p.made_at AS "madeAt", p.seed,
           p.drawn_from AS "drawnFrom", p.random_share AS "randomShare", p.distance_m, p.by_road AS "byRoad",
           count(v.seq)::int AS visits, count(v.result)::int AS done,
           CASE WHEN p.start IS NOT NULL THEN ARRAY[ST_X(p.start), ST_Y(p.start)] END AS start,
           ST_AsGeoJSON(p.route, 6)::jsonb -> 'coordinates' AS route
    FROM risk.plans p JOIN risk.runs r ON r.id = p.run_id JOIN risk.visits v ON v.plan_id = p.id
    WHERE p.public_id = ${publicId} AND ${seenVisits(actor)} GROUP BY p.id, r.id`);
  return rows[0];
}

export async function visitsOf(tx: Tx, actor: Actor, planId: number): Promise<PlanVisit[]> {
  const { rows } = await tx.query<PlanVisit>(sql`
    SELECT v.seq, v.h3 AS cell, ARRAY[ST_X(v.spot), ST_Y(v.spot)] AS center, d.name AS place, g.name AS grid, v.chosen,
           v.expected, v.result, v.note, v.event_id AS "eventId", v.done_at AS "doneAt"
    FROM risk.visits v LEFT JOIN governance.divisions d ON d.code = v.division_code
    LEFT JOIN governance.grids g ON g.code = v.grid_code
    WHERE v.plan_id = ${planId} AND ${seenVisits(actor)} ORDER BY v.seq`);
  return rows;
}

/** Holds a visit for whoever ticks it off. */
export async function lockVisit(tx: Tx, actor: Actor, planId: number, seq: number) {
  const { rows } = await tx.query<{ result: string | null; center: LngLat; division: string; grid: string | null }>(sql`
    SELECT v.result, ARRAY[ST_X(v.spot), ST_Y(v.spot)] AS center, v.division_code AS division, v.grid_code AS grid
    FROM risk.visits v WHERE v.plan_id = ${planId} AND v.seq = ${seq} AND ${seenVisits(actor)} FOR UPDATE`);
  return rows[0];
}

export async function tickVisit(
  tx: Tx,
  actor: Actor,
  visit: { planId: number; seq: number; body: VisitBody; eventId: number | null }
): Promise<void> {
  await tx.query(sql`
    UPDATE risk.visits SET result = ${visit.body.result}, note = ${visit.body.note ?? null}, event_id = ${visit.eventId},
      done_as = ${actor.role}, done_at = clock_timestamp()
    WHERE plan_id = ${visit.planId} AND seq = ${visit.seq}`);
}

/** What an inspector found, as an event like any other; `reported_by` keeps it out of what forecasts learn from. */
export async function reportFound(
  tx: Tx,
  found: { publicId: string; seq: number; kind: string; at: LngLat; h3: string; division: string; grid: string | null }
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(sql`
    INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, occurred_at,
                                   position_quality, h3, division_code, grid_code, geom)
    VALUES ('inspection', ${`${found.publicId}/${found.seq}`}, gen_random_uuid(), ${found.kind}, 'inspection', 'received', now(), now(),
            'approximate', ${found.h3}, ${found.division}, ${found.grid}, ${pointOf(found.at)})
    RETURNING id`);
  return rows[0]!.id;
}

/** Visits done, and those that found something, by how they were chosen. */
export async function findings(tx: Tx, actor: Actor) {
  const { rows } = await tx.query<{ chosen: 'expected' | 'random'; visits: number; found: number }>(sql`
    SELECT v.chosen, count(*)::int AS visits, count(*) FILTER (WHERE v.result = 'found')::int AS found
    FROM risk.visits v WHERE v.result IN ('found', 'nothing') AND ${seenVisits(actor)} GROUP BY v.chosen`);
  return rows;
}

function pointOf([lng, lat]: LngLat): Sql {
  return sql`ST_SetSRID(ST_Point(${lng}, ${lat}), 4326)`;
}

function lineOf(line: readonly LngLat[]): Sql {
  return sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify({ type: 'LineString', coordinates: line })}), 4326)`;
}
