import { SvelteMap } from 'svelte/reactivity';
import type { Heat } from '$lib/heat/heat.svelte.ts';
import { readNames, type UnitName } from '$lib/heat/heat-api.ts';

/** As many as are asked for at once. */
const BATCH = 100;

/** What people call the units that are listed; asked for once each. */
export class UnitNames {
  known = new SvelteMap<string, UnitName>();
  #asked = new Set<string>();
  #heat: Heat;

  constructor(heat: Heat) {
    this.#heat = heat;
  }

  /** Asks for those that are not known yet; resolves when all of them are there or could not be had. */
  async want(ids: readonly string[]): Promise<void> {
    const by = this.#heat.reply?.meta.by;
    const missing = ids.filter((id) => !this.#asked.has(id));
    if (!by || missing.length === 0) return;
    for (const id of missing) this.#asked.add(id);
    for (let at = 0; at < missing.length; at += BATCH) {
      const some = missing.slice(at, at + BATCH);
      const names = await readNames(by, some).catch(() => {
        // Another time.
        for (const id of some) this.#asked.delete(id);
        return [];
      });
      for (const name of names) this.known.set(name.id, name);
    }
  }
}
