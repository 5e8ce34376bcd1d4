import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { guard, MixedKinds, told, type Guarded } from '#geodata/heat/guard.ts';
import type { HeatQuery } from '#geodata/heat/query.ts';
import { encodeHeat, type HeatMeta, type HeatReply } from '#geodata/heat/reply.ts';
import type { Actor } from '#server/access/actor.ts';
import { asActor } from '#server/db/sql.ts';
import type { HeatData, HeatIndex } from '#server/heat/heat.index.ts';
import { measure, type Measured } from '#server/heat/measures.ts';
import { outlines as readOutlines } from '#server/heat/heat.queries.ts';
import { sortsFor, type Chosen } from '#server/heat/tally.ts';
import { unitCounts } from '#server/heat/unit-counts.ts';
import { Problem } from '#server/http/problem.ts';

export interface HeatSettings {
  timeZone: string;
  /** Sensitive kinds: the least count that is told. */
  least: number;
}

const CACHE_BYTES = 64 * 2 ** 20;

/** Answers of one server over its index. */
export class HeatService {
  #index: HeatIndex;
  #pool: Pool;
  #settings: HeatSettings;
  /** Versions count from 1 in every process; this tells them apart. */
  #era = Date.now().toString(36);
  #kept = new LRUCache<string, Uint8Array<ArrayBuffer>>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ length }) => length
  });

  constructor(pool: Pool, index: HeatIndex, settings: HeatSettings) {
    this.#pool = pool;
    this.#index = index;
    this.#settings = settings;
  }

  /**
   * The measure of each unit within the actor's scope, as bytes, and the tag of the data they were made of.
   * @throws Problem 422 when sensitive kinds are asked for together with others
   */
  async heat(actor: Actor, query: HeatQuery): Promise<{ bytes: Uint8Array<ArrayBuffer>; tag: string }> {
    const guarded = this.guarded(query);
    const data = await this.#index.current();
    const { version } = this.#index;
    const key = `${version} ${actor.scope.join()} ${JSON.stringify(guarded.query)}`;
    // Of another scope it is another answer, whatever the address.
    const tag = `"${createHash('sha256').update(`${this.#era} ${key}`).digest('base64url').slice(0, 22)}"`;
    let bytes = this.#kept.get(key);
    if (!bytes) this.#kept.set(key, (bytes = encodeHeat(await this.answer(data, actor, guarded))));
    return { bytes, tag };
  }

  /** What may be told of a query here. */
  guarded(query: HeatQuery): Guarded {
    try {
      return guard(query, this.#settings.timeZone);
    } catch (error) {
      if (!(error instanceof MixedKinds)) throw error;
      throw new Problem(422, 'sensitive-kinds-alone', {
        zh: '涉及个人的事项只能单独查看，请一次只选一类。',
        en: 'Kinds that tell about persons are counted one at a time; choose that kind alone.'
      });
    }
  }

  data(): Promise<HeatData> {
    return this.#index.current();
  }

  async answer(data: HeatData, actor: Actor, { query, guarded, leftOut }: Guarded): Promise<HeatReply> {
    const by = await unitCounts(data, query);
    const chosen = chosenBy(data, actor, query, leftOut);
    const began = (data.events.at[0] ?? 0) * 1000;
    const measured = await measure(query, by, chosen, began);
    const unplaced = by.unplaced(measured.counts);
    const meta: HeatMeta = {
      ...{ by: query.by, res: query.res, measure: query.measure, from: query.from, to: query.to },
      ...totals(data, measured.sorts),
      ...{ placed: 0, unplaced, guarded, least: this.#settings.least, leftOut },
      ...measured.meta
    };
    meta.placed = meta.total - unplaced;
    const reply = { meta, ids: measured.units.map((unit) => by.ids[unit]!), columns: measured.columns };
    return guarded ? suppressed(reply, measured, this.#settings.least) : reply;
  }

  /** Names and boundaries of grids, communities or streets within the scope. */
  outlines(actor: Actor, by: 'grid' | 'community' | 'street') {
    return asActor(this.#pool, actor, async (tx) => ({ units: await readOutlines(tx, actor, by) }));
  }
}

/** The rows an actor's query counts. Worked out right before counting: sorts and places may have become more. */
export function chosenBy(data: HeatData, actor: Actor, query: HeatQuery, leftOut: readonly string[]): Chosen {
  return { sorts: sortsFor(data.events.sorts, query, leftOut), places: data.places.within(actor) };
}

/** All events of a window, by their sorts, and how many of them are to be taken with care. */
function totals({ events }: HeatData, counts: Uint32Array) {
  const sum = (say: (sort: number) => boolean | undefined) =>
    counts.reduce((total, n, sort) => (say(sort) ? total + n : total), 0);
  return {
    total: sum(() => true),
    doubtful: sum((sort) => events.sorts[sort]?.doubtful),
    repeats: sum((sort) => events.sorts[sort]?.repeats)
  };
}

/** Sensitive kinds: no count below the least one, the others rounded down to its multiples, sums too. */
function suppressed({ meta, ids, columns }: HeatReply, { units }: Measured, least: number): HeatReply {
  const n = columns.n.map((count) => told(count, least));
  const kept = units.map((_, i) => i).filter((i) => n[i]! > 0);
  const sums = {
    ...{ total: told(meta.total, least), placed: told(meta.placed, least), unplaced: told(meta.unplaced, least) },
    ...{ doubtful: 0, repeats: 0 }
  };
  return { meta: { ...meta, ...sums }, ids: kept.map((i) => ids[i]!), columns: { n: kept.map((i) => n[i]!) } };
}
