import type { App } from '$lib/app.svelte.ts';
import { forget, keep, keepLook, recall, type Look, type TemporaryLayer } from '$lib/temporary/keep.ts';
import type { TemporaryStyle } from '$lib/temporary/style.ts';
import { drawTemporary, hues } from '$lib/temporary/style.ts';
import type { Built, TemporaryFeature } from '$lib/temporary/types.ts';

/** Layers of this browser only: made of files somebody dropped on the map, kept in the browser, never sent. */
export class TemporaryLayers {
  layers = $state.raw<TemporaryLayer[]>([]);
  /** Files that wait for their questions to be answered, one after the other. */
  pending = $state.raw<File[]>([]);
  /** The layer that is listed, the one whose look is being changed. */
  listed = $state<string | null>(null);
  edited = $state<string | null>(null);
  /** The browser keeps nothing: the layers end with the page. */
  unkept = $state(false);

  #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  async recall(): Promise<void> {
    try {
      this.layers = [...(await recall()), ...this.layers];
    } catch {
      this.unkept = true;
    }
  }

  open(files: readonly File[]): void {
    this.pending = [...this.pending, ...files];
  }

  next(): void {
    this.pending = this.pending.slice(1);
  }

  find(id: string | null | undefined): TemporaryLayer | undefined {
    return this.layers.find((layer) => layer.id === id);
  }

  /** The feature that was picked on the map or in the list. */
  get picked(): { layer: TemporaryLayer; feature: TemporaryFeature } | null {
    const { picked } = this.#app.map;
    const layer = this.find(picked?.overlay);
    const feature = layer?.features[(picked?.id ?? 0) - 1];
    return layer && feature ? { layer, feature } : null;
  }

  add(built: Built, name: string, file: string): TemporaryLayer {
    const used = new Set(this.layers.map(({ style }) => style.colour));
    const style: TemporaryStyle = { colour: hues.find((hue) => !used.has(hue)) ?? hues[0], size: 'medium', by: null };
    const id = crypto.randomUUID();
    const layer: TemporaryLayer = { ...built, id, name, file, addedAt: Date.now(), visible: true, style };
    this.layers = [...this.layers, layer];
    keep(layer).catch(() => (this.unkept = true));
    return layer;
  }

  change(id: string, look: Partial<Look>): void {
    this.layers = this.layers.map((layer) => (layer.id === id ? { ...layer, ...look } : layer));
    keepLook(this.find(id)!).catch(() => (this.unkept = true));
  }

  /** Takes layers off the map and out of the browser. */
  forget(ids: readonly string[]): void {
    this.layers = this.layers.filter(({ id }) => !ids.includes(id));
    if (ids.includes(this.listed ?? '')) this.listed = null;
    if (ids.includes(this.edited ?? '')) this.edited = null;
    if (ids.includes(this.#app.map.picked?.overlay ?? '')) this.#app.map.select(null);
    forget(ids).catch(() => (this.unkept = true));
  }

  /** Draws them. Call while a component sets up: follows for as long as it lives. */
  draw(): void {
    const drawn = new Set<string>();
    const { map } = this.#app;
    $effect(() => {
      if (map.status !== 'ready' || !map.canvas) return;
      const shown = this.layers.filter(({ visible }) => visible);
      for (const id of drawn) {
        if (shown.some((layer) => layer.id === id)) continue;
        map.canvas.overlay(id, null);
        drawn.delete(id);
      }
      for (const layer of shown) {
        const chosen = map.picked?.overlay === layer.id ? map.picked.id : null;
        map.canvas.overlay(layer.id, {
          data: collectionOf(layer),
          layers: drawTemporary(layer.style, layer, this.#app.theme, chosen)
        });
        drawn.add(layer.id);
      }
    });
    $effect(() => () => {
      for (const id of drawn) map.canvas?.overlay(id, null);
    });
  }
}

const collections = new WeakMap<TemporaryFeature[], GeoJSON.FeatureCollection>();

/** One collection per list of features, so that the map sees whether it changed. */
function collectionOf({ features }: TemporaryLayer): GeoJSON.FeatureCollection {
  let known = collections.get(features);
  if (!known) collections.set(features, (known = { type: 'FeatureCollection', features }));
  return known;
}
