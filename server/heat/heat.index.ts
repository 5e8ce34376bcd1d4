import type { Pool } from 'pg';
import { asSystem } from '#server/db/sql.ts';
import { log } from '#server/http/log.ts';
import { EventColumns, type EventRow } from '#server/heat/event-columns.ts';
import * as queries from '#server/heat/heat.queries.ts';
import { Places } from '#server/heat/places.ts';
import type { CellBook } from '#server/heat/points.ts';
import { Points } from '#server/heat/points.ts';

/** Changes are kept for a day; after half of it without a look everything is read again. */
const LONGEST_SLEEP_MS = 12 * 3600_000;

/** Everything that is counted, held in memory. Replaced, never half changed: who holds it may count on. */
export interface HeatData {
  places: Places;
  events: EventColumns;
  /** Buildings with households, and how many each has. */
  homes: Points;
  households: Uint32Array;
}

/**
 * The events of the site as columns in memory, read when heat is first asked for and kept in step with the table from
 * then on. The table stays the truth: nothing is written from here, and `checkHeat` compares the two.
 */
export class HeatIndex {
  /** Counts up with every change of what is counted. */
  version = 0;
  #pool: Pool;
  #data: HeatData | undefined;
  #seen = '';
  #lookedAt = 0;
  #work: Promise<void> = Promise.resolve();
  #due = { all: true, events: false, homes: false };

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Whether anybody has asked for heat yet. */
  get loaded(): boolean {
    return this.#data !== undefined;
  }

  /** Something was committed. What nobody has asked for yet is not read. */
  hear(layer: string): void {
    if (!this.#data) return;
    if (layer === 'events') this.#due.events = true;
    else if (layer === 'buildings') this.#due.homes = true;
    else return;
    void this.current().catch((error: unknown) => log.warn({ err: error }, 'the heat could not be brought up to date'));
  }

  /** Changes may have been missed. */
  forget(): void {
    this.#due.all = true;
  }

  /** The data as of all that was heard of; reads what is due, one reading at a time. */
  async current(): Promise<HeatData> {
    const before = this.#work;
    const work = before.catch(() => {}).then(() => this.#read());
    this.#work = work;
    await work;
    return this.#data!;
  }

  async #read(): Promise<void> {
    const due = this.#due;
    if (Date.now() - this.#lookedAt > LONGEST_SLEEP_MS) due.all = true;
    if (!due.all && !due.events && !due.homes) return;
    this.#due = { all: false, events: false, homes: false };
    try {
      if (due.all || !this.#data) await this.#readAll();
      else {
        if (due.events) await this.#readChanges(this.#data);
        if (due.homes) await this.#readHomes(this.#data);
      }
    } catch (error) {
      this.#due = { all: due.all || this.#due.all, events: true, homes: due.homes || this.#due.homes };
      throw error;
    }
  }

  async #readAll(): Promise<void> {
    const books = new Map<number, CellBook>();
    const places = new Places();
    const events = new EventColumns(places, books);
    this.#seen = await asSystem(this.#pool, (tx) => queries.snapshot(tx));
    for (let last: { at: string; id: number } | null = null, done = false; !done;) {
      const batch = await asSystem(this.#pool, (tx) => queries.eventsAfter(tx, last));
      for (const row of batch.rows) events.add(row);
      const end = batch.rows.at(-1);
      if (end) last = { at: end.exactly, id: end.id };
      done = batch.done;
    }
    const data = { places, events, homes: new Points(books), households: new Uint32Array() };
    await this.#readHomes(data);
    this.#lookedAt = Date.now();
  }

  async #readHomes(data: HeatData): Promise<void> {
    const rows = await asSystem(this.#pool, (tx) => queries.homes(tx));
    const homes = data.homes.emptied();
    for (const { lng, lat, division, grid } of rows) homes.push(lng, lat, data.places.numberOf(division, grid));
    this.#data = { ...data, homes, households: Uint32Array.from(rows, ({ households }) => households) };
    this.version++;
  }

  async #readChanges(data: HeatData): Promise<void> {
    const { seen, ids, rows } = await asSystem(this.#pool, async (tx) => {
      // Remembered before looking: what is committed in between is seen twice rather than never.
      const seen = await queries.snapshot(tx);
      const ids = await queries.changedSince(tx, this.#seen);
      const known = ids.filter((id) => id !== null);
      return { seen, ids, rows: known.length === ids.length ? await queries.eventsOf(tx, known) : [] };
    });
    if (ids.includes(null)) return this.#readAll();
    this.#seen = seen;
    this.#lookedAt = Date.now();
    if (applyChanges(data.events, ids as number[], rows)) this.version++;
    if (data.events.untidy) this.#data = { ...data, events: data.events.tidied() };
  }
}

/** Puts changed rows in the place of what was known of them. Says whether anything is otherwise than before. */
function applyChanges(events: EventColumns, ids: readonly number[], rows: readonly EventRow[]): boolean {
  const now = new Map(rows.map((row) => [row.id, row]));
  let changed = false;
  for (const index of events.find(new Set(ids))) {
    const row = now.get(events.id[index]!);
    if (row && events.same(index, row)) {
      now.delete(row.id);
      continue;
    }
    events.drop(index);
    changed = true;
  }
  for (const row of now.values()) events.add(row);
  return changed || now.size > 0;
}
