import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { FittedRow } from './fit-row.ts';
import type { LayerTable } from './table.queries.ts';

const BATCH_CHARS = 4 << 20;

/** One connection's COPYs, one after the other: while the database takes one batch, the next is being read. */
export class CopyLane {
  readonly #client: pg.ClientBase;
  #busy: Promise<void> = Promise.resolve();

  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  /** Starts sending once the batch before has arrived, and does not wait for this one. */
  async send(statement: string, text: string): Promise<void> {
    await this.#busy;
    const stream = this.#client.query(copyFrom(statement));
    this.#busy = finished(stream);
    // Whoever sends or waits next is told of a failure; until then nobody listens.
    this.#busy.catch(() => {});
    stream.end(text);
  }

  /** Resolves when everything sent has arrived. */
  idle(): Promise<void> {
    return this.#busy;
  }
}

/**
 * A temporary table beside a layer's own, filled by COPY in batches and gone with the transaction.
 */
export class Stage {
  readonly name: string;
  readonly table: LayerTable;
  rows = 0;
  readonly #lane: CopyLane;
  #parts: string[] = [];
  #chars = 0;

  private constructor(lane: CopyLane, table: LayerTable) {
    this.#lane = lane;
    this.table = table;
    this.name = `stage_${table.layer.id}`;
  }

  static async create(client: pg.ClientBase, lane: CopyLane, table: LayerTable): Promise<Stage> {
    const stage = new Stage(lane, table);
    const columns = table.columns.map(({ name, type }) => `, ${name} ${type}`).join('');
    await client.query(
      `CREATE TEMP TABLE ${stage.name} (ord integer, source_id text, repaired boolean, division_code text COLLATE "C",
         grid_code text COLLATE "C", geom geometry${columns}) ON COMMIT DROP`
    );
    return stage;
  }

  /**
   * Resolves at once while there is room in the batch; awaits the database where it lags behind.
   * @param ord its number in the file
   */
  async add(ord: number, sourceId: string, { values, wkb, repaired }: FittedRow): Promise<void> {
    const geom = Buffer.from(wkb.buffer, wkb.byteOffset, wkb.byteLength).toString('hex');
    this.rows++;
    let line = `${ord}\t${escape(sourceId)}\t${repaired ? 't' : 'f'}\t${geom}`;
    for (const value of values) line += value === null ? '\t\\N' : `\t${escape(value)}`;
    this.#parts.push(line);
    this.#chars += line.length;
    if (this.#chars > BATCH_CHARS) await this.#send();
  }

  /** Sends what is left and waits until it has arrived. */
  async end(): Promise<void> {
    await this.#send();
    await this.#lane.idle();
  }

  async #send(): Promise<void> {
    if (this.#parts.length === 0) return;
    const text = `${this.#parts.join('\n')}\n`;
    this.#parts = [];
    this.#chars = 0;
    const columns = this.table.columns.map(({ name }) => `, ${name}`).join('');
    await this.#lane.send(`COPY ${this.name} (ord, source_id, repaired, geom${columns}) FROM STDIN`, text);
  }
}

const special = /[\\\t\n\r]/g;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escape(text: string): string {
  return text.replace(special, (char) => escapes[char]!);
}
