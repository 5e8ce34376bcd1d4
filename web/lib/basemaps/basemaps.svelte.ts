import type { ShownBasemap } from '#geodata/schemas/basemaps.ts';
import { basemapOf } from '#geodata/style/basemap_source.ts';
import type { Api } from '$lib/api.ts';
import { arranged, readChoices, type Choice } from '$lib/basemaps/choices.ts';

const REMEMBERED = 'gezhi_basemaps';

/** What may lie under the layers, and what this viewer chose of it: which, how opaque, in which order. */
export class Basemaps {
  /** Lowest first, in the viewer's order. */
  known = $state.raw<(ShownBasemap & Choice)[]>([]);
  /** Those that are drawn. */
  drawn = $derived(this.known.filter(({ shown }) => shown));

  /** Asks what there is. Without an answer the map is drawn of its own layers, as where there is none. */
  async load(api: Api): Promise<void> {
    try {
      this.known = arranged(await api.basemaps(), readChoices(localStorage.getItem(REMEMBERED)));
    } catch {
      this.known = [];
    }
  }

  set(id: string, choice: Partial<Pick<Choice, 'shown' | 'opacity'>>): void {
    this.#keep(this.known.map((one) => (one.id === id ? { ...one, ...choice } : one)));
  }

  /** Moves one over or under its neighbour. */
  move(id: string, by: 1 | -1): void {
    const from = this.known.findIndex((one) => one.id === id);
    const moved = this.known.toSpliced(from, 1);
    moved.splice(Math.max(0, from + by), 0, this.known[from]!);
    this.#keep(moved);
  }

  /** The basemaps among sources of the map. */
  named(sources: Iterable<string>): ShownBasemap[] {
    const ids = new Set([...sources].map(basemapOf));
    return this.known.filter(({ id }) => ids.has(id));
  }

  #keep(next: (ShownBasemap & Choice)[]): void {
    this.known = next;
    localStorage.setItem(REMEMBERED, JSON.stringify(next.map(({ id, shown, opacity }) => ({ id, shown, opacity }))));
  }
}
