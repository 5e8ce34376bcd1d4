import type { ProfileId } from '#geodata/routing/profiles.ts';
import { ApiProblem, type Point } from '$lib/api.ts';

type Text = { zh: string; en: string };

/** What every answer rests on. */
interface Basis {
  graph: { version: number; closures: number; builtAt: string };
  winter: boolean;
}

export interface RouteReply extends Basis {
  duration_s: number;
  distance_m: number;
  geometry: { type: 'LineString'; coordinates: Point[] };
  steps: { kind: 'depart' | 'turn' | 'arrive'; at: Point; distance_m: number; duration_s: number; text: Text }[];
  warnings: ({ type: string } & Text)[];
}

export interface ReachReply extends Basis {
  island: boolean;
  features: {
    properties: { minutes: number; roads_m: number };
    geometry: { type: 'MultiPolygon'; coordinates: Point[][][] };
  }[];
}

export interface TimesReply extends Basis {
  durations_s: (number | null)[][];
}

/** @throws ApiProblem in the server's words; status 0 when it could not be reached */
async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let reply: Response;
  try {
    reply = await fetch(`/api/routing/${path}`, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiProblem(0, '');
  }
  if (reply.ok) return reply.json() as Promise<T>;
  const { detail = '' } = (await reply.json().catch(() => ({}))) as { detail?: string };
  throw new ApiProblem(reply.status, detail);
}

const text = (at: Point) => at.map((degrees) => degrees.toFixed(6)).join(',');

export function readRoute(from: Point, to: Point, profile: ProfileId, signal: AbortSignal): Promise<RouteReply> {
  return ask(`route?${new URLSearchParams({ from: text(from), to: text(to), profile })}`, { signal });
}

export function readReach(
  from: Point,
  direction: 'from' | 'to',
  profile: ProfileId,
  signal: AbortSignal
): Promise<ReachReply> {
  return ask(`isochrone?${new URLSearchParams({ from: text(from), minutes: '5,10,15', direction, profile })}`, {
    signal
  });
}

/** Seconds from one point to another; null where there is no way. */
export async function readTime(
  from: Point,
  to: Point,
  profile: ProfileId,
  signal: AbortSignal
): Promise<number | null> {
  const { durations_s } = await ask<TimesReply>('times', {
    method: 'POST',
    signal,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sources: [from], targets: [to], profile })
  });
  return durations_s[0]?.[0] ?? null;
}
