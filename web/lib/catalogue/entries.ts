import { departments } from '#geodata/codes/departments.ts';
import type { Layer } from '#geodata/layers/define.ts';
import { layers } from '#geodata/layers/index.ts';
import { keepingFields, typedFieldsOf, type TypedField } from '#geodata/layers/field_types.ts';
import type { SystemState } from '#geodata/schemas/systems.ts';
import { send } from '$lib/api.ts';

/** What changes about a layer; what stays the same is in the registry. */
export interface Entry {
  id: string;
  total: number;
  located: number;
  changedAt: string | null;
  observedAt: string | null;
  importedAt: string | null;
  freshAt: string | null;
  isOverdue: boolean | null;
  sources: { source: string; lastAt: string | null }[];
  systems: { name: string; owner: string; direction: 'in' | 'out'; state: SystemState }[];
  extent: [number, number, number, number] | null;
  fields: string[];
}

/** A layer of the registry with what the server knows of it. */
export interface Listed {
  layer: Layer;
  entry: Entry;
}

/** The catalogue as far as the viewer may see it, and how many features they may take as one file. */
export async function readCatalogue(
  fetch: typeof globalThis.fetch,
  id?: string
): Promise<{ entries: Entry[]; ceiling: number }> {
  const response = await send(fetch, `/api/catalogue/layers${id === undefined ? '' : `/${encodeURIComponent(id)}`}`);
  return response.json() as Promise<{ entries: Entry[]; ceiling: number }>;
}

/** Entries beside their layers, in the order of the registry. */
export function listedOf(entries: readonly Entry[]): Listed[] {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  return layers.flatMap((layer) => {
    const entry = known.get(layer.id);
    return entry ? [{ layer, entry }] : [];
  });
}

export interface Wanted {
  q: string;
  owner: string;
  sensitivity: string;
}

/** Entries that meet what somebody looks for: each word in a name, a meaning or a field; empty asks nothing. */
export function sought(listed: readonly Listed[], { q, owner, sensitivity }: Wanted): Listed[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return listed.filter(({ layer, entry }) => {
    if (owner && layer.owner !== owner) return false;
    if (sensitivity && layer.sensitivity !== sensitivity) return false;
    const text = textOf(layer, entry);
    return words.every((word) => text.includes(word));
  });
}

function textOf(layer: Layer, entry: Entry): string {
  const department = departments.get(layer.owner);
  const fields = fieldsIn(layer, entry).flatMap(({ name, meta }) => [name, meta.zh, meta.en]);
  return [
    layer.id,
    layer.title.zh,
    layer.title.en,
    layer.about.zh,
    layer.about.en,
    department?.zh,
    department?.en,
    ...fields
  ]
    .join(' ')
    .toLowerCase();
}

/** The columns the viewer gets of a layer. */
export function fieldsIn(layer: Layer, entry: Entry): TypedField[] {
  return [...typedFieldsOf(layer), ...keepingFields].filter(({ name }) => entry.fields.includes(name));
}
