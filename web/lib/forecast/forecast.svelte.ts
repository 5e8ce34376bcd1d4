import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { atLeastOne } from '#geodata/risk/model.ts';
import type { CellPlace, ForecastOverview, GridClasses } from '#geodata/schemas/forecast.ts';
import { ApiProblem } from '$lib/api.ts';
import type { App } from '$lib/app.svelte.ts';
import { formatChoices, parseChoices, usual, type Choices } from '$lib/forecast/choices.ts';
import { classOfCell, consequenceOf, partsOf, type Consequence, type Parts } from '$lib/forecast/consequence.ts';
import * as api from '$lib/forecast/forecast-api.ts';
import { forecastWords } from '$lib/forecast/words.ts';

/** While maps are being made, how far that is is asked this often. */
const PROGRESS_MS = 2_000;

/** The forecast on screen: what is asked, what came, which cell is selected. Lives as long as its tab. */
export class Forecast {
  choices = $state.raw<Choices>(usual);
  overview = $state.raw<ForecastOverview | null>(null);
  map = $state.raw<api.ForecastMap | null>(null);
  grids = $state.raw<GridClasses | null>(null);
  parts = $state.raw<Map<string, Parts>>(new Map());
  problem = $state('');
  /** Id of the cell, or code of the grid, in the inspector. */
  selected = $state<string | null>(null);
  places = new SvelteMap<string, CellPlace>();
  /** Raised when something was signed for. */
  signings = $state(0);

  readonly app: App;
  #askedPlaces = new Set<string>();

  words = $derived.by(() => forecastWords[this.app.lang]);
  state = $derived(
    this.overview?.states.find(({ kind, horizon }) => kind === this.choices.kind && horizon === this.choices.horizon)
  );
  /** By value: a state that is read again and is the same is no reason to read its map again. */
  published = $derived(this.state?.published ?? null);
  running = $derived(this.overview?.job ? this.overview.job.finishedAt === null : false);
  consequence: Consequence = $derived(consequenceOf(this.parts, this.choices.weights));

  /** Call while a component sets up: follows choices and the viewer for as long as the component lives. */
  constructor(app: App) {
    this.app = app;
    this.choose(parseChoices(app.fields.get('forecast') ?? ''));
    $effect(() => {
      void app.site.actor;
      const asked = new AbortController();
      void untrack(() => this.refresh(asked.signal));
      return () => asked.abort();
    });
    // Maps appear one after another while they are made, and the first of all some time after the start.
    $effect(() => {
      if (this.overview && !this.running && this.overview.states.length > 0) return;
      const timer = setInterval(() => void this.refresh(), PROGRESS_MS);
      return () => clearInterval(timer);
    });
    $effect(() => {
      const { kind, horizon } = this.choices;
      const { published } = this;
      void app.site.actor;
      const asked = new AbortController();
      untrack(() => {
        this.map = null;
        if (published) void this.#readMap(kind, horizon, asked.signal);
      });
      return () => asked.abort();
    });
    $effect(() => {
      const { kind, horizon, show } = this.choices;
      void this.signings;
      if (!this.map || show !== 'grids') return;
      const asked = new AbortController();
      void untrack(() => this.#readGrids(kind, horizon, asked.signal));
      return () => asked.abort();
    });
    $effect(() => {
      const link = app.fields.get('forecast');
      untrack(() => {
        if (link !== undefined && link !== formatChoices(this.choices)) this.choose(parseChoices(link));
      });
    });
    $effect(() => () => void app.fields.delete('forecast'));
  }

  choose(next: Partial<Choices>): void {
    const changed = { ...this.choices, ...next };
    if (changed.show !== this.choices.show || changed.horizon !== this.choices.horizon) this.selected = null;
    if (changed.kind !== this.choices.kind) this.selected = null;
    this.choices = changed;
    this.app.fields.set('forecast', formatChoices(changed));
  }

  async refresh(signal?: AbortSignal): Promise<void> {
    try {
      this.overview = await api.readOverview(signal);
      this.problem = '';
    } catch (error) {
      if (!signal?.aborted) this.#tell(error);
    }
  }

  /** Names of cells that are listed; asked for once each. */
  async nameCells(cells: readonly string[]): Promise<void> {
    const missing = cells.filter((cell) => !this.#askedPlaces.has(cell)).slice(0, 100);
    if (missing.length === 0) return;
    for (const cell of missing) this.#askedPlaces.add(cell);
    for (const place of await api.readPlaces(missing).catch(() => [])) this.places.set(place.cell, place);
  }

  /** What a cell is coloured by. */
  valueOf(expected: number): number {
    return this.choices.show === 'atleast' ? atLeastOne(expected) : expected;
  }

  classOf(cell: string) {
    return classOfCell(this.consequence, cell);
  }

  async #readMap(kind: string, horizon: Choices['horizon'], signal: AbortSignal): Promise<void> {
    try {
      const map = await api.readMap(kind, horizon, signal);
      if (signal.aborted) return;
      const parts = partsOf(await api.readConsequence(map.res, signal));
      if (signal.aborted) return;
      this.parts = parts;
      this.map = map;
      this.problem = '';
    } catch (error) {
      if (!signal.aborted) this.#tell(error);
    }
  }

  async #readGrids(kind: string, horizon: Choices['horizon'], signal: AbortSignal): Promise<void> {
    this.grids = null;
    try {
      this.grids = await api.readGrids(kind, horizon, signal);
    } catch (error) {
      if (!signal.aborted) this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    this.problem = (error instanceof ApiProblem && error.message) || this.words.failed;
  }
}
