import { ApiProblem, type FeaturePage, type Listed, type Point, type Box, type ViewQuery } from '$lib/api.ts';
import type { App } from '$lib/app.svelte.ts';

/** The map has come to rest: asking earlier would ask for views nobody looks at. */
const REST_MS = 250;

/** The features of one layer in view, nearest to the centre first, page by page. */
export class PageList {
  features = $state.raw<Listed[]>([]);
  total = $state<number | null>(null);
  status = $state<'loading' | 'ready' | 'failed'>('loading');
  problem = $state('');

  #app: App;
  #page: number;
  #asked: AbortController | undefined;
  #view: ({ layer: string } & ViewQuery) | undefined;

  constructor(app: App, { first, page = 50 }: { first?: FeaturePage; page?: number } = {}) {
    this.#app = app;
    this.#page = page;
    if (first) this.#take(first);
  }

  /** Follows a view; returns what stops asking. What is listed stays until the answer comes. */
  follow(layer: string, bbox: Box, near: Point, narrowed: Pick<ViewQuery, 'only' | 'asOf'> = {}): () => void {
    if (this.#view && this.#view.layer !== layer) {
      this.features = [];
      this.total = null;
    }
    this.#view = { layer, bbox, near, ...narrowed };
    const timer = setTimeout(() => void this.load(), REST_MS);
    return () => {
      clearTimeout(timer);
      this.#asked?.abort();
    };
  }

  async load(offset = 0): Promise<void> {
    if (!this.#view) return;
    this.#asked?.abort();
    const { signal } = (this.#asked = new AbortController());
    this.status = 'loading';
    try {
      const { layer, ...view } = this.#view;
      this.#take(await this.#app.api.features(layer, { ...view, limit: this.#page, offset }, signal), offset);
    } catch (error) {
      if (signal.aborted) return;
      this.status = 'failed';
      this.problem = (error instanceof ApiProblem && error.message) || this.#app.words.list.failed;
    }
  }

  more = () => this.load(this.features.length);

  #take({ total, features }: FeaturePage, offset = 0): void {
    this.total = total;
    const known = offset ? this.features : [];
    // The server finds the nearest by degrees, which are unlike in the two directions; metres order what it found.
    this.features = [...known, ...features.toSorted((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0))];
    this.status = 'ready';
  }
}
