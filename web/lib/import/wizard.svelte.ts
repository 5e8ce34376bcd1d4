import type { Mapping, Preview } from '#geodata/schemas/delivery.ts';
import type { Choice, ImportJob, ImportTarget, JobState } from '#geodata/schemas/import_job.ts';
import { ApiProblem } from '$lib/api.ts';
import { importApi, upload, type ImportList } from '$lib/import/api.ts';

/** How often the server is asked while it works. */
const POLL_MS = 700;
const working: readonly JobState[] = ['inspecting', 'previewing', 'running'];

/** One delivery on its way through the wizard, as the server knows it, and what is being said of it here. */
export class Wizard {
  list = $state.raw<ImportList | null>(null);
  targets = $state.raw<ImportTarget[]>([]);
  job = $state.raw<ImportJob | null>(null);
  preview = $state.raw<Preview | null>(null);
  /** What is said of the file; sent when a preview is asked for. */
  draft = $state<Choice>({ layer: '', source: '', note: '', full: false });
  /** What was said since the preview was made. */
  changed = $state(false);
  /** Share of an upload under way, 0 to 1. */
  sending = $state<number | null>(null);
  problem = $state('');

  #lost: string;
  #stopSending: AbortController | undefined;
  #closed = false;

  /** @param lost what to say when the server cannot be reached */
  constructor(lost: string) {
    this.#lost = lost;
  }

  get working(): boolean {
    return this.job !== null && working.includes(this.job.state);
  }

  get target(): ImportTarget | undefined {
    return this.targets.find(({ layer }) => layer === this.draft.layer);
  }

  get fileLayer() {
    const layers = this.job?.inspection?.layers ?? [];
    return layers.find(({ name }) => name === (this.draft.fileLayer ?? this.preview?.fileLayer)) ?? layers[0];
  }

  async open(id: string | null): Promise<void> {
    await this.#try(async () => {
      [this.list, this.targets] = await Promise.all([importApi.list(), importApi.targets()]);
      if (id) await this.#take(await importApi.job(id));
    });
  }

  /** Ends what only this page does; the server goes on. */
  close(): void {
    this.#closed = true;
    this.#stopSending?.abort();
  }

  async send(file: File): Promise<ImportJob | null> {
    this.sending = 0;
    this.#stopSending = new AbortController();
    const job = await this.#try(() => upload(file, (share) => (this.sending = share), this.#stopSending!.signal));
    this.sending = null;
    if (job) await this.#take(job);
    return job;
  }

  stopSending(): void {
    this.#stopSending?.abort();
  }

  /** Says something else of the file. */
  say(more: Partial<Choice>): void {
    Object.assign(this.draft, more);
    this.changed = true;
  }

  /** Another target, another source or file layer has a mapping of its own. */
  sayAnew(more: Partial<Choice>): void {
    this.draft = { ...this.draft, mapping: undefined, ...more };
    this.preview = null;
    this.changed = true;
  }

  map(mapping: Mapping): void {
    this.say({ mapping });
  }

  async look(): Promise<void> {
    await this.#step(() => importApi.choose(this.job!.id, this.draft));
  }

  async run(acceptShift: boolean): Promise<void> {
    await this.#step(() => importApi.run(this.job!.id, acceptShift));
  }

  async cancel(): Promise<void> {
    await this.#try(() => importApi.cancel(this.job!.id));
  }

  /** Forgets the delivery, or only leaves it where it became an import. */
  async leave(): Promise<void> {
    const { job } = this;
    if (job && job.state !== 'done') await this.#try(() => importApi.discard(job.id));
    this.job = null;
    this.preview = null;
    this.problem = '';
    this.draft = { layer: '', source: '', note: '', full: false };
    await this.refresh();
  }

  async refresh(): Promise<void> {
    await this.#try(async () => void (this.list = await importApi.list()));
  }

  async undo(id: number): Promise<boolean> {
    const undone = await this.#try(() => importApi.undo(id));
    await this.refresh();
    if (this.job?.state === 'done') await this.#try(async () => void (this.job = await importApi.job(this.job!.id)));
    return undone !== null;
  }

  async #step(ask: () => Promise<ImportJob>): Promise<void> {
    const job = await this.#try(ask);
    if (job) await this.#take(job);
  }

  /** Follows a job until nobody works on it, and fetches what came of it. */
  async #take(job: ImportJob): Promise<void> {
    if (this.job?.id !== job.id) this.#begin(job);
    this.job = job;
    while (this.working && !this.#closed) {
      await new Promise((rest) => setTimeout(rest, POLL_MS));
      const next = await this.#try(() => importApi.job(job.id));
      // A server that does not answer for a moment goes on all the same.
      if (next && this.job?.id === job.id) this.job = next;
    }
    const { state, choice } = this.job;
    if (state === 'done') await this.refresh();
    if (!choice || state === 'inspected' || state === 'done') return;
    this.changed = false;
    if (choice.layer === 'osm') return;
    this.preview = await this.#try(() => importApi.preview(job.id));
    if (this.preview) this.draft.mapping = this.preview.mapping;
  }

  #begin({ choice, fileName }: ImportJob): void {
    this.preview = null;
    this.changed = false;
    const source = fileName.replace(/(\.[a-z]+)?(\.gz|\.zip)?$/i, '').slice(0, 80);
    this.draft = choice ?? { layer: '', source, note: '', full: false };
  }

  async #try<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      const done = await work();
      this.problem = '';
      return done;
    } catch (error) {
      if (!(error instanceof ApiProblem)) {
        if ((error as Error).name !== 'AbortError') throw error;
      } else this.problem = error.message || this.#lost;
      return null;
    }
  }
}
