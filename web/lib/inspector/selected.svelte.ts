import { untrack } from 'svelte';
import { ApiProblem, type Feature } from '$lib/api.ts';
import type { App } from '$lib/app.svelte.ts';

/** The selected feature as the server knows it, read anew when its layer changes. */
export class Selected {
  feature = $state.raw<Feature | null>(null);
  status = $state<'none' | 'loading' | 'ready' | 'failed'>('none');
  problem = $state('');

  /** Call while a component sets up: follows the selection for as long as the component lives. */
  constructor(app: App) {
    $effect(() => {
      const selection = app.map.selection;
      if (!selection) {
        this.feature = null;
        this.status = 'none';
        return;
      }
      void app.heard(selection.layer);
      void app.asOf;
      void app.site.actor;
      const asked = new AbortController();
      void untrack(() => this.#read(app, selection, asked.signal));
      return () => asked.abort();
    });
  }

  async #read(app: App, { layer, id }: { layer: string; id: number }, signal: AbortSignal): Promise<void> {
    if (this.feature?.layer !== layer || this.feature.id !== id) this.feature = null;
    this.status = this.feature ? 'ready' : 'loading';
    try {
      this.feature = await app.api.feature(layer, id, { asOf: app.asOf, signal });
      this.status = 'ready';
    } catch (error) {
      if (signal.aborted) return;
      this.feature = null;
      this.status = 'failed';
      this.problem = (error instanceof ApiProblem && error.message) || app.words.inspector.failed;
    }
  }
}
