import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import type { Words } from '#geodata/layers/define.ts';
import type { Preview } from '#geodata/schemas/delivery.ts';
import type { ImportJob, JobProgress, JobState, JobSummary } from '#geodata/schemas/import_job.ts';
import { reasons } from '#geodata/sources/reasons.ts';
import { audit } from '#server/audit/audit.ts';
import { asSystem } from '#server/db/sql.ts';
import { log } from '#server/http/log.ts';
import type { Summary } from '../summary.ts';
import { serverStopped } from './job-problems.ts';
import * as queries from './job.queries.ts';
import { startWork, WorkProblem, WorkStopped, type Running } from './start-work.ts';
import type { JobStore } from './store.ts';
import type { Work } from './work.ts';

/** Processes at once; what comes later waits. */
const AT_ONCE = 2;
/** How often a job says that it is being worked on, and after how much silence nobody works on it any more. */
const BEAT_MS = 4_000;
const SILENT_S = 20;
const SWEEP_MS = 3_600_000;

type Finish = (result: unknown) => Promise<queries.JobChange>;

/** The work behind the wizard: one process per piece, and what comes of it written into its job. */
export class JobWork {
  readonly #pool: Pool;
  readonly #store: JobStore;
  readonly #ownerUrl: string;
  readonly #running = new Map<string, Running>();
  readonly #waiting: { id: string; begin: () => void }[] = [];
  readonly #timers: NodeJS.Timeout[];
  #progress = new Map<string, JobProgress>();

  /** @param ownerUrl address of the database as the owner of its tables, handed to work processes alone */
  constructor(pool: Pool, store: JobStore, ownerUrl: string) {
    this.#pool = pool;
    this.#store = store;
    this.#ownerUrl = ownerUrl;
    const often = (work: () => Promise<unknown>, ms: number) =>
      setInterval(
        () => void work().catch((err: unknown) => log.warn({ err }, 'import jobs were not looked after')),
        ms
      );
    this.#timers = [
      often(() => this.#beat(), BEAT_MS),
      often(() => this.failSilent(), (SILENT_S * 1000) / 2),
      often(() => store.sweep(Date.now()), SWEEP_MS)
    ];
    for (const timer of this.#timers) timer.unref();
  }

  inspect(job: ImportJob): void {
    const work: Work = { do: 'inspect', upload: this.#upload(job) };
    this.#begin(job.id, work, 'inspecting', { on: 'failed' }, (inspection) =>
      Promise.resolve({ state: 'inspected', inspection })
    );
  }

  preview(job: ImportJob): void {
    const upload = this.#upload(job);
    const out = this.#store.path(job.id, 'preview.json');
    const work: Work = { do: 'preview', upload, ...this.#common(job), out };
    // A mapping or frame that cannot be used is changed and tried again.
    this.#begin(job.id, work, 'previewing', { on: 'inspected' }, () => Promise.resolve({ state: 'previewed' }));
  }

  run(job: ImportJob, acceptShift: boolean): void {
    const refused = this.#store.path(job.id, 'refused.csv');
    const work: Work = { do: 'run', upload: this.#upload(job), ...this.#common(job), acceptShift, refused };
    this.#begin(job.id, work, 'running', { on: 'failed' }, async (result) => {
      const summary = result as Summary;
      const bbox = await readFile(this.#store.path(job.id, 'preview.json'), 'utf8').then(
        (text) => (JSON.parse(text) as Preview).bbox,
        () => null
      );
      await this.#store.removeFile(job.id, 'upload');
      return { state: 'done', summary: inShort(summary, bbox), import_id: Number(summary.id), finished_at: 'now' };
    });
  }

  /** Stops what is under way for a job, or takes it out of the queue. */
  stop(id: string): void {
    this.#running.get(id)?.stop();
    const at = this.#waiting.findIndex((one) => one.id === id);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    const from = ['inspecting', 'previewing', 'running'] as const;
    void this.#change(id, from, { state: 'cancelled', finished_at: 'now' });
  }

  runningInto(layer: string): Promise<ImportJob | undefined> {
    return asSystem(this.#pool, (tx) => queries.runningInto(tx, layer));
  }

  /** Jobs whose server was killed: their work ended with it, the database is as it was. */
  async failSilent(): Promise<void> {
    for (const job of await asSystem(this.#pool, (tx) => queries.silentJobs(tx, SILENT_S))) {
      if (this.#running.has(job.id) || this.#waiting.some(({ id }) => id === job.id)) continue;
      const left =
        job.state === 'running' ? await asSystem(this.#pool, (tx) => queries.importLeftBy(tx, job)) : undefined;
      await this.#change(
        job.id,
        [job.state],
        left === undefined
          ? { state: 'failed', problem: serverStopped, finished_at: 'now' }
          : { state: 'done', import_id: left, finished_at: 'now' }
      );
    }
  }

  /** Ends all work; what was running is told to have been stopped by the server. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#waiting.length = 0;
    const running = [...this.#running.values()];
    for (const one of running) one.stop();
    await Promise.allSettled(running.map(({ done }) => done));
  }

  #upload({ id, fileName }: ImportJob) {
    return { path: this.#store.path(id, 'upload'), name: fileName, maxBytes: this.#store.maxBytes };
  }

  #common({ choice, by }: ImportJob) {
    return { ownerUrl: this.#ownerUrl, choice: choice!, scope: by.scope };
  }

  #begin(id: string, work: Work, state: JobState, failure: { on: JobState }, finish: Finish): void {
    const begin = () => void this.#carryOut(id, work, state, failure, finish);
    if (this.#running.size < AT_ONCE) begin();
    else this.#waiting.push({ id, begin });
  }

  async #carryOut(id: string, work: Work, state: JobState, { on }: { on: JobState }, finish: Finish): Promise<void> {
    const running = startWork(work, (progress) => this.#progress.set(id, progress));
    this.#running.set(id, running);
    let change: queries.JobChange;
    try {
      change = { progress: null, ...(await finish(await running.done)) };
    } catch (error) {
      change = { ...changeFor(error, on), progress: null };
    }
    await this.#change(id, [state], change);
    this.#running.delete(id);
    this.#progress.delete(id);
    this.#waiting.shift()?.begin();
  }

  async #change(id: string, from: readonly JobState[], change: queries.JobChange): Promise<void> {
    try {
      await asSystem(this.#pool, async (tx) => {
        const isEnd = from.includes('running') && change.finished_at !== undefined;
        if ((await queries.changeJob(tx, id, from, change)) && isEnd) await audit(tx, deedOf(id, change));
      });
    } catch (err) {
      // Then the job falls silent, and is settled when the database is back.
      log.warn({ err, job: id }, 'the state of an import job could not be written');
    }
  }

  /** Says of every job that it is being worked on, and how far it is. */
  async #beat(): Promise<void> {
    const working = ['inspecting', 'previewing', 'running'] as const;
    for (const id of [...this.#running.keys(), ...this.#waiting.map((one) => one.id)])
      await this.#change(id, working, { progress: this.#progress.get(id) ?? null });
  }
}

const unknown: Words = {
  zh: '处理出错，已记录。数据库保持原样。',
  en: 'This failed and was logged. The database is as it was.'
};

function changeFor(error: unknown, state: JobState): queries.JobChange {
  if (error instanceof WorkStopped) return { state: 'cancelled', finished_at: 'now' };
  if (error instanceof WorkProblem) return { state, problem: error.words, finished_at: 'now' };
  log.error({ err: error as Error }, 'an import job failed');
  return { state, problem: unknown, finished_at: 'now' };
}

/** What came of an import that somebody began. */
function deedOf(id: string, { state, import_id, problem }: queries.JobChange) {
  const result = state === 'done' ? 'done' : 'failed';
  const detail = { state, importId: import_id ?? undefined, problem: (problem as Words | null | undefined)?.en };
  return { action: 'import.end', object: `import_jobs/${id}`, result, detail } as const;
}

function inShort({ layers, refusedRows, seconds }: Summary, bbox: JobSummary['bbox']): JobSummary {
  const parts = layers.map(({ refused, layer, read, inserted, updated, unchanged, repaired, duplicates, ended }) => ({
    ...{ layer, read, inserted, updated, unchanged, repaired, duplicates, ended },
    refused: refused.map(({ reason, field, count, examples }) => ({ ...reasons[reason], field, count, examples }))
  }));
  return { layers: parts, refusedRows, seconds, bbox };
}
