import type { SystemEntry, SystemState } from '#geodata/schemas/systems.ts';
import { send } from '$lib/api.ts';

export interface System extends SystemEntry {
  id: number;
  state: SystemState;
  lastRunAt: string | null;
  nextAt: string | null;
  rows: number | null;
  errors: number | null;
  message: string | null;
}

export interface Overview {
  systems: System[];
  /** Sources of imports that belong to no system. */
  strays: string[];
}

export async function readSystems(fetch: typeof globalThis.fetch): Promise<Overview> {
  return (await send(fetch, '/api/systems')).json() as Promise<Overview>;
}

/** What was wrong with an entry, by field; empty when it was taken. */
export type Faults = Record<string, string>;

/**
 * Writes a system down, or changes one.
 * @returns faults by the name of the field, `''` for what concerns none; null when the server was out of reach
 */
export async function writeSystem(entry: unknown, id?: number): Promise<Faults | null> {
  const response = await fetch(id === undefined ? '/api/systems' : `/api/systems/${id}`, {
    method: id === undefined ? 'POST' : 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entry)
  }).catch(() => null);
  if (!response) return null;
  if (response.ok) return {};
  const problem = (await response.json().catch(() => ({}))) as {
    detail?: string;
    errors?: { pointer: string; message: string }[];
  };
  const named = (problem.errors ?? []).map(({ pointer, message }) => [pointer.split('/')[1] ?? '', message]);
  return named.length ? (Object.fromEntries(named) as Faults) : { '': problem.detail ?? '' };
}

export async function removeSystem(id: number): Promise<void> {
  await send(fetch, `/api/systems/${id}`, { method: 'DELETE' });
}
