import { findLayer } from '#geodata/layers/index.ts';
import type { Found } from '$lib/api.ts';
import type { App } from '$lib/app.svelte.ts';

/** Typing pauses this long before the server is asked. */
const TYPING_MS = 200;

/** What is looked for and what was found. */
export class Query {
  text = $state('');
  results = $state.raw<Found[] | null>(null);
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
      const found = await this.#app.api.search(q, this.#app.map.view.center, signal);
      this.results = distinct(found.filter(({ layer }) => this.#app.layers.some(({ id }) => id === layer)));
    } catch {
      this.failed = !signal.aborted;
    }
  }

  /** Steps through the results, around at both ends. */
  step(by: 1 | -1): void {
    const length = this.results?.length ?? 0;
    this.open = true;
    if (length) this.active = this.active < 0 && by < 0 ? length - 1 : (this.active + by + length) % length;
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
