import { findLayer } from '#geodata/layers/index.ts';
import type { Found } from '$lib/api.ts';
import type { App } from '$lib/app.svelte.ts';
import type { TypedPlace } from '$lib/search/places.ts';

/** Typing pauses this long before the server is asked. */
const TYPING_MS = 200;
/** Coordinates have several digits and something between two of them; only such texts fetch what reads them. */
const MAY_BE_PLACE = /\d{2}.*[^\d.].*\d{2}/s;

/** What is looked for and what was found. */
export class Query {
  text = $state('');
  results = $state.raw<Found[] | null>(null);
  /** Places the text names by coordinates; they stand before the results. */
  places = $state.raw<TypedPlace[]>([]);
  failed = $state(false);
  open = $state(false);
  /** The result the arrow keys stand on; -1 before the first. */
  active = $state(-1);

  #app: App;

  /** Call while a component sets up: asks as the text changes, for as long as the component lives. */
  constructor(app: App) {
    this.#app = app;
    $effect(() => {
      const q = this.text.trim();
      this.active = -1;
      this.failed = false;
      this.places = [];
      if (!q) {
        this.results = null;
        return;
      }
      const asked = new AbortController();
      const timer = setTimeout(() => void this.#ask(q, asked.signal), TYPING_MS);
      return () => {
        clearTimeout(timer);
        asked.abort();
      };
    });
  }

  async #ask(q: string, signal: AbortSignal): Promise<void> {
    try {
      if (await this.#read(q, signal)) return;
      const found = await this.#app.api.search(q, this.#app.map.view.center, signal);
      this.results = distinct(found.filter(({ layer }) => this.#app.layers.some(({ id }) => id === layer)));
    } catch {
      this.failed = !signal.aborted;
    }
  }

  /** Whether the text is coordinates; then nobody is asked for it. */
  async #read(q: string, signal: AbortSignal): Promise<boolean> {
    if (!MAY_BE_PLACE.test(q.normalize('NFKC'))) return false;
    const { typedPlaces } = await import('$lib/search/places.ts');
    if (signal.aborted) return true;
    this.places = typedPlaces(q, this.#app.map.view.center);
    if (this.places.length > 0) this.results = [];
    return this.places.length > 0;
  }

  /** How many lines there are to choose from. */
  get length(): number {
    return this.places.length + (this.results?.length ?? 0);
  }

  /** Chooses a line: a place, then the results. */
  choose(index: number): void {
    const place = this.places[index];
    const result = this.results?.[index - this.places.length];
    if (place) this.goTo(place);
    else if (result) this.go(result);
  }

  /** Steps through the results, around at both ends. */
  step(by: 1 | -1): void {
    const { length } = this;
    this.open = true;
    if (length) this.active = this.active < 0 && by < 0 ? length - 1 : (this.active + by + length) % length;
  }

  /** Goes to coordinates and marks them. */
  goTo({ at, text }: TypedPlace): void {
    const { map, words } = this.#app;
    this.open = false;
    map.select(null);
    map.pin = { at, text };
    map.moveTo({ center: at, zoom: Math.max(map.view.zoom, 16) });
    this.#app.announcement = words.search.wentTo(text);
  }

  /** Goes to a result: shows its layer, moves there if it has a place, selects it. */
  go({ layer, id, center }: Found): void {
    const { map } = this.#app;
    this.open = false;
    map.toggle(layer, true);
    if (center) map.moveTo({ center, zoom: Math.max(map.view.zoom, (findLayer(layer)?.minzoom ?? 14) + 1, 16) });
    map.select({ layer, id });
  }
}

/** A street is many rows; those that nothing tells apart are one to whoever looks for it. */
function distinct(found: Found[]): Found[] {
  const key = ({ layer, label, place, id }: Found) =>
    layer === 'roads' ? `${label} ${place ?? ''}` : `${layer} ${id}`;
  return found.filter((one, index) => found.findIndex((other) => key(other) === key(one)) === index);
}
