import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { findLayer } from '#geodata/layers/index.ts';
import type { Preview } from '#geodata/schemas/delivery.ts';
import type { Choice, ImportJob } from '#geodata/schemas/import_job.ts';
import type { Actor } from '#server/access/actor.ts';
import { audit } from '#server/audit/audit.ts';
import { asActor } from '#server/db/sql.ts';
import { Problem } from '#server/http/problem.ts';
import { refuseTarget } from './target.service.ts';
import * as problems from './job-problems.ts';
import * as queries from './job.queries.ts';
import type { JobStore } from './store.ts';
import type { JobWork } from './job-work.ts';

/** Jobs shown in the list. */
const LISTED = 20;

/** What the wizard can be asked: one delivery from its upload to its place on the map. */
export class ImportJobs {
  readonly #pool: Pool;
  readonly #store: JobStore;
  readonly #work: JobWork;

  constructor(pool: Pool, store: JobStore, work: JobWork) {
    this.#pool = pool;
    this.#store = store;
    this.#work = work;
  }

  get maxBytes(): number {
    return this.#store.maxBytes;
  }

  list(actor: Actor): Promise<ImportJob[]> {
    return asActor(this.#pool, actor, (tx) => queries.listJobs(tx, LISTED));
  }

  /** @throws Problem 404, the same for a missing job and one outside the scope */
  async find(actor: Actor, id: string): Promise<ImportJob> {
    const job = await asActor(this.#pool, actor, (tx) => queries.findJob(tx, id));
    if (!job) throw problems.noSuchJob();
    return job;
  }

  /** Takes an upload and begins to look into it. */
  async upload(actor: Actor, name: string, body: Readable, announced: number | null): Promise<ImportJob> {
    if (actor.scope.length === 0) throw problems.noScope();
    const id = randomUUID();
    const bytes = await this.#store.receive(id, body, announced);
    await asActor(this.#pool, actor, (tx) => queries.insertJob(tx, { id, name, bytes }, actor));
    const job = await this.find(actor, id);
    this.#work.inspect(job);
    return job;
  }

  /** Takes down what is said of a file and begins to work out what would become of it. */
  async choose(actor: Actor, id: string, choice: Choice): Promise<ImportJob> {
    refuseTarget(choice.layer);
    await this.#withFile(actor, id);
    const from = ['inspected', 'previewed', 'failed', 'cancelled'] as const;
    // An OpenStreetMap file speaks for itself: its tags are known, and there is nothing to map.
    const state = choice.layer === 'osm' ? 'previewed' : 'previewing';
    await this.#store.removeFile(id, 'preview.json');
    const change = { state, choice, problem: null, progress: null } as const;
    if (!(await asActor(this.#pool, actor, (tx) => queries.changeJob(tx, id, from, change)))) throw problems.busy();
    const job = await this.find(actor, id);
    if (state === 'previewing') this.#work.preview(job);
    return job;
  }

  async preview(actor: Actor, id: string): Promise<Preview> {
    await this.find(actor, id);
    const text = await readFile(this.#store.path(id, 'preview.json'), 'utf8').catch(() => null);
    if (text === null) throw problems.noPreview();
    return JSON.parse(text) as Preview;
  }

  /** Begins to bring it in. A measured shift, or a frame that cannot be, must have been seen and confirmed. */
  async run(actor: Actor, id: string, acceptShift: boolean): Promise<ImportJob> {
    const { choice } = await this.#withFile(actor, id);
    if (!choice) throw problems.noPreview();
    if (choice.layer !== 'osm') refuseUnseen(await this.preview(actor, id), acceptShift);
    const from = ['previewed', 'failed', 'cancelled'] as const;
    const change = { state: 'running', problem: null, progress: null, started_at: 'now' } as const;
    let taken: boolean;
    try {
      taken = await asActor(this.#pool, actor, async (tx) => {
        const { layer, source, note, full } = choice;
        const detail = { layer, source, note, full, acceptShift };
        await audit(tx, { action: 'import.run', object: `import_jobs/${id}`, detail });
        return queries.changeJob(tx, id, from, change);
      });
    } catch (error) {
      if ((error as { constraint?: string }).constraint !== 'import_jobs_one_per_layer') throw error;
      throw problems.layerBusy(findLayer(choice.layer), await this.#work.runningInto(choice.layer));
    }
    if (!taken) throw problems.busy();
    const job = await this.find(actor, id);
    this.#work.run(job, acceptShift);
    return job;
  }

  /** Tells what is under way to stop; it says so itself when it has. */
  async cancel(actor: Actor, id: string): Promise<ImportJob> {
    const job = await this.find(actor, id);
    this.#work.stop(id);
    return job;
  }

  /** Forgets a delivery that did not become an import. */
  async discard(actor: Actor, id: string): Promise<void> {
    await this.find(actor, id);
    const states = ['inspected', 'previewed', 'failed', 'cancelled'] as const;
    if (!(await asActor(this.#pool, actor, (tx) => queries.deleteJob(tx, id, states)))) throw problems.busy();
    await this.#store.remove(id);
  }

  /** Where the refused rows of an import lie as CSV. */
  async refusedFile(actor: Actor, id: string): Promise<{ path: string; name: string }> {
    const { fileName } = await this.find(actor, id);
    if (!(await this.#store.has(id, 'refused.csv'))) throw problems.nothingRefused();
    return { path: this.#store.path(id, 'refused.csv'), name: `${fileName.replace(/\.[^.]+$/, '')}-refused.csv` };
  }

  async #withFile(actor: Actor, id: string): Promise<ImportJob> {
    const job = await this.find(actor, id);
    if (job.state === 'done') throw problems.done();
    if (!(await this.#store.has(id, 'upload'))) throw problems.fileGone();
    return job;
  }
}

function refuseUnseen({ frame: { fault, shift } }: Preview, acceptShift: boolean): void {
  if (fault) throw new Problem(422, 'frame-fault', fault);
  if (shift && !acceptShift) throw problems.shifted(shift.words);
}
