import type { Unit } from '#geodata/heat/query.ts';
import { decodeHeat, type HeatReply } from '#geodata/heat/reply.ts';
import { ApiProblem, type Point } from '$lib/api.ts';
import type { Choices } from '$lib/heat/choices.ts';
import type { Span } from '$lib/time/clock.svelte.ts';

export interface UnitDetail {
  id: string;
  n: number;
  guarded: boolean;
  series: { from: string; n: number }[];
  kinds: { kind: string; n: number }[];
  latest: { id: number; kind: string; status: string; source: string; reportedAt: string; lng: number; lat: number }[];
}

export interface UnitName {
  id: string;
  near: string | null;
  nearKind: 'compound' | 'road' | null;
  community: string | null;
  street: string | null;
}

export interface Outline {
  code: string;
  name: string;
  center: Point | null;
  geometry: { type: 'MultiPolygon'; coordinates: Point[][][] } | null;
}

/** A question to the heat, in one form for equal questions. */
export function heatQuery(choices: Choices, res: number, window: Span): URLSearchParams {
  const query = new URLSearchParams({
    by: choices.by,
    ...(choices.by === 'cell' && { res: String(res) }),
    measure: choices.measure,
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString()
  });
  for (const [name, codes] of [
    ['kinds', choices.kinds],
    ['sources', choices.sources],
    ['statuses', choices.statuses]
  ] as const)
    if (codes.length) query.set(name, codes.join(','));
  if (!choices.repeats) query.set('repeats', 'once');
  return query;
}

export async function readHeat(query: URLSearchParams, signal?: AbortSignal): Promise<HeatReply> {
  const reply = await ask(`/api/heat?${query}`, signal);
  return decodeHeat(new Uint8Array(await reply.arrayBuffer()));
}

export async function readUnit(id: string, query: URLSearchParams, signal?: AbortSignal): Promise<UnitDetail> {
  return (await (await ask(`/api/heat/units/${id}?${query}`, signal)).json()) as UnitDetail;
}

export async function readNames(by: Unit, ids: readonly string[]): Promise<UnitName[]> {
  const reply = await ask(`/api/heat/names?${new URLSearchParams({ by, ids: ids.join(',') })}`);
  return ((await reply.json()) as { names: UnitName[] }).names;
}

export async function readOutlines(by: Exclude<Unit, 'cell'>): Promise<Outline[]> {
  return ((await (await ask(`/api/heat/outlines/${by}`)).json()) as { units: Outline[] }).units;
}

/** What is asked and was kept is asked for again, but not sent again: the reply's tag decides. */
async function ask(path: string, signal?: AbortSignal): Promise<Response> {
  const reply = await fetch(path, { signal, cache: 'no-cache' }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, '');
  });
  if (reply.ok) return reply;
  const problem = (await reply.json().catch(() => ({}))) as { detail?: string };
  throw new ApiProblem(reply.status, problem.detail ?? '');
}
