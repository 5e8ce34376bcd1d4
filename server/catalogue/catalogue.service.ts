import type { Pool } from 'pg';
import { updateCycles } from '#geodata/layers/stewardship.ts';
import type { Layer } from '#geodata/layers/define.ts';
import type { SystemState } from '#geodata/schemas/systems.ts';
import { projectionOf, type Actor } from '#server/access/actor.ts';
import { layerFor, visibleLayers } from '#server/access/layers.ts';
import * as queries from '#server/catalogue/catalogue.queries.ts';
import { asActor, type Tx } from '#server/db/sql.ts';
import { publishedFields } from '#server/features/published.ts';
import { ceilingFor } from '#server/exports/export.service.ts';
import { countsWithin } from '#server/layers/layer.service.ts';
import { extentsOf } from '#server/ogc/ogc.service.ts';
import { systemsWithState } from '#server/systems/system.service.ts';

/** What changes about a layer; what stays the same is in the registry. */
export interface Entry {
  id: string;
  total: number;
  located: number;
  /** When a feature last changed here. */
  changedAt: Date | null;
  observedAt: Date | null;
  importedAt: Date | null;
  /** Younger of the two: what the update cycle is held against. */
  freshAt: Date | null;
  /** Older than its update cycle allows; null where none is promised. */
  isOverdue: boolean | null;
  sources: { source: string; lastAt: Date | null }[];
  /** Connected systems that data of it comes from or goes to; told to staff. */
  systems: { name: string; owner: string; direction: 'in' | 'out'; state: SystemState }[];
  extent: [number, number, number, number] | null;
  /** Names of the columns this caller gets. */
  fields: string[];
}

export interface Catalogue {
  entries: Entry[];
  /** How many features the caller may take as one file. */
  ceiling: number;
}

const DAY_MS = 86_400_000;

/** Every layer the actor may see, with how current it is. */
export async function catalogueFor(pool: Pool, actor: Actor): Promise<Catalogue> {
  return asActor(pool, actor, (tx) => describe(tx, actor, visibleLayers(actor)));
}

/** One layer of it. @throws Problem 404 and 403 as tiles do */
export async function catalogueEntry(pool: Pool, actor: Actor, id: string): Promise<Catalogue> {
  const layer = layerFor(actor, id);
  return asActor(pool, actor, (tx) => describe(tx, actor, [layer]));
}

async function describe(tx: Tx, actor: Actor, layers: readonly Layer[]): Promise<Catalogue> {
  const counts = new Map((await countsWithin(tx, actor, layers)).map((count) => [count.id, count]));
  const observed = await queries.newestObserved(tx, layers, actor);
  const imports = await queries.importsByLayer(tx);
  const demo = await queries.isDemo(tx);
  const systems = projectionOf(actor) === 'staff' ? await systemsWithState(tx) : [];
  const extents = await extentsOf(tx, actor, layers);
  const now = Date.now();
  const entries = layers.map((layer): Entry => {
    const { total = 0, located = 0, newest: changedAt = null } = counts.get(layer.id) ?? {};
    const own = imports.filter((one) => one.layer === layer.id);
    const observedAt = observed.get(layer.id) ?? null;
    const importedAt = own.reduce<Date | null>((latest, { lastAt }) => later(latest, lastAt), null);
    const freshAt = later(later(observedAt, importedAt), changedAt);
    const { days } = updateCycles[layer.updateCycle];
    return {
      ...{ id: layer.id, total, located, changedAt, observedAt, importedAt, freshAt },
      isOverdue: days === null || !freshAt ? null : now - freshAt.valueOf() > days * DAY_MS,
      sources: [
        ...own.map(({ source, lastAt }) => ({ source, lastAt })),
        ...(demo ? [{ source: 'demo', lastAt: null }] : [])
      ],
      systems: systems
        .filter((system) => system.layers.includes(layer.id))
        .map(({ name, owner, direction, state }) => ({ name, owner, direction, state })),
      extent: extents.get(layer.id) ?? null,
      fields: publishedFields(layer, actor).map(({ name }) => name)
    };
  });
  return { entries, ceiling: await ceilingFor(tx, actor) };
}

function later(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one > other ? one : other;
}
