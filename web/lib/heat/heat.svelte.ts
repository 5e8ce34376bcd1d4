import { untrack } from 'svelte';
import { classesOf, type Classes } from '#geodata/heat/classes.ts';
import { sensitiveKinds } from '#geodata/heat/guard.ts';
import type { HeatColumns, HeatReply } from '#geodata/heat/reply.ts';
import { ApiProblem } from '$lib/api.ts';
import type { App } from '$lib/app.svelte.ts';
import { formatChoices, parseChoices, resAt, spanOf, usual, type Choices } from '$lib/heat/choices.ts';
import { heatQuery, readHeat, readOutlines, type Outline } from '$lib/heat/heat-api.ts';
import { heatWords } from '$lib/heat/words.ts';
import type { Span } from '$lib/time/clock.svelte.ts';

/** Frames over which the classes of a playback are found. */
const SAMPLES = 8;
const REST_MS = 120;

/** The heat on screen: what is asked, what came, which unit is selected. Lives as long as its tab. */
export class Heat {
  choices = $state.raw<Choices>(usual);
  reply = $state.raw<HeatReply | null>(null);
  status = $state<'loading' | 'ready' | 'failed'>('loading');
  problem = $state('');
  /** Id of the unit in the inspector. */
  selected = $state<string | null>(null);
  outlines = $state.raw<ReadonlyMap<string, Outline>>(new Map());
  /** Classes found over all of a playback; null: those of what is on screen. */
  #fixed = $state.raw<Classes | null>(null);

  readonly app: App;
  #frames = new Map<string, Promise<HeatReply>>();
  #asked: AbortController | undefined;

  /** Cells follow the zoom unless they are fixed. */
  res = $derived.by(() => this.choices.res ?? resAt(this.app.map.view.zoom));
  guarded = $derived(this.choices.kinds.some((code) => sensitiveKinds.includes(code)));
  values = $derived(this.reply ? valuesOf(this.reply) : []);
  classes: Classes = $derived(this.#fixed ?? classesOf(this.reply?.meta.measure ?? 'count', this.values));
  /** The question on screen. */
  query = $derived.by(() =>
    this.app.clock.window ? heatQuery(this.choices, this.res, this.app.clock.window) : new URLSearchParams()
  );

  /** Call while a component sets up: follows choices, clock, zoom and live changes as long as the component lives. */
  constructor(app: App) {
    this.app = app;
    const asked = app.fields.get('heat');
    this.choose(asked === undefined ? {} : parseChoices(asked));
    $effect(() => {
      const query = this.query.toString();
      void app.live.heard.events;
      void app.site.actor;
      const timer = setTimeout(() => void untrack(() => this.#read(query)), app.clock.playing ? 0 : REST_MS);
      return () => clearTimeout(timer);
    });
    // A link to another heat, followed while this one is open.
    $effect(() => {
      const link = app.fields.get('heat');
      untrack(() => {
        if (link !== undefined && link !== formatChoices(this.choices)) this.choose(parseChoices(link));
      });
    });
    $effect(() => {
      const { by } = this.choices;
      void app.site.actor;
      if (by !== 'cell') void untrack(() => this.#readOutlines(by));
    });
    // The hour that runs moves on; who looks at now goes with it.
    $effect(() => {
      const { window, range } = spanOf(this.choices.window, app.now);
      untrack(() => {
        const { clock } = app;
        if (clock.window && clock.window.to === clock.range.to && range.to !== clock.range.to) {
          clock.range = range;
          clock.window = window;
        }
      });
    });
    $effect(() => app.clock.ready((window) => this.#prepare(window)));
    // Frames that were kept are old as soon as something changed.
    $effect(() => {
      void app.live.heard.events;
      void app.site.actor;
      untrack(() => this.#frames.clear());
    });
    $effect(() => () => {
      this.#asked?.abort();
      app.clock.clear();
      app.fields.delete('heat');
    });
  }

  choose(next: Partial<Choices>): void {
    const { clock } = this.app;
    const changed = { ...this.choices, ...next };
    if (next.by && next.by !== this.choices.by) this.selected = null;
    this.choices = changed;
    this.#fixed = null;
    if (!clock.window || next.window) {
      const { window, range, stepMs } = spanOf(changed.window, this.app.now);
      clock.pause();
      Object.assign(clock, { range, stepMs, window });
    }
    this.app.fields.set('heat', formatChoices(changed));
  }

  retry = () => this.#read(this.query.toString());

  async #read(query: string): Promise<void> {
    this.#asked?.abort();
    const { signal } = (this.#asked = new AbortController());
    if (!this.reply) this.status = 'loading';
    try {
      const reply = await this.#frame(query);
      if (signal.aborted) return;
      if (this.reply && (this.reply.meta.res !== reply.meta.res || this.reply.meta.by !== reply.meta.by)) {
        if (reply.meta.by !== 'cell' || !this.app.clock.playing) this.selected = null;
      }
      this.reply = reply;
      this.status = 'ready';
    } catch (error) {
      if (signal.aborted) return;
      this.#frames.delete(query);
      this.status = 'failed';
      this.problem = (error instanceof ApiProblem && error.message) || heatWords[this.app.lang].failed;
    }
  }

  #frame(query: string): Promise<HeatReply> {
    let frame = this.#frames.get(query);
    if (!frame) this.#frames.set(query, (frame = readHeat(new URLSearchParams(query))));
    return frame;
  }

  /** Before a frame is shown it is there, the one after it is under way, and the classes are those of all frames. */
  async #prepare(window: Span): Promise<void> {
    const { clock } = this.app;
    const ask = (span: Span) => this.#frame(heatQuery(this.choices, this.res, span).toString());
    if (!this.#fixed) {
      const every = Math.max(1, (clock.frames - 1) / (SAMPLES - 1));
      const some = Array.from({ length: Math.min(SAMPLES, clock.frames) }, (_, i) =>
        clock.windowOf(Math.round(i * every))
      );
      const replies = await Promise.all(some.map(ask));
      this.#fixed = classesOf(this.choices.measure, replies.flatMap(valuesOf));
    }
    const after = { from: window.from + clock.stepMs, to: window.to + clock.stepMs };
    if (after.to <= clock.range.to) void ask(after).catch(() => {});
    await ask(window);
  }

  async #readOutlines(by: 'grid' | 'community' | 'street'): Promise<void> {
    const outlines = await readOutlines(by).catch(() => []);
    if (this.choices.by === by) this.outlines = new Map(outlines.map((outline) => [outline.code, outline]));
  }
}

/** What is coloured: one value a unit. */
function valuesOf({ meta, columns }: HeatReply): number[] {
  return columns.n.map((_, i) => valueAt(meta.measure, columns, i));
}

function valueAt(measure: HeatReply['meta']['measure'], columns: HeatColumns, i: number): number {
  if (measure === 'rate') return columns.rate?.[i] ?? NaN;
  if (measure === 'change') return columns.n[i]! - (columns.before?.[i] ?? 0);
  if (measure === 'anomaly') return columns.score?.[i] ?? NaN;
  return columns.n[i]!;
}
