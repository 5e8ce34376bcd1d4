import { createContext, type Snippet } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { layers } from '#geodata/layers/index.ts';
import type { Theme } from '#geodata/style/tokens.ts';
import { apiOf, type Api, type LayerCount, type Site } from '$lib/api.ts';
import { Basemaps } from '$lib/basemaps/basemaps.svelte.ts';
import { Live } from '$lib/live/live.svelte.ts';
import { MapState } from '$lib/map/map-state.svelte.ts';
import type { SheetHeight } from '$lib/shell/sheet.ts';
import type { TemporaryLayers } from '$lib/temporary/temporary.svelte.ts';
import { Clock } from '$lib/time/clock.svelte.ts';
import { langCookie, remember, themeCookie } from '$lib/ui/preferences.ts';
import { catalogue, localeOf, type Lang } from '$lib/words/index.ts';

export interface Loaded {
  site: Site;
  counts: LayerCount[];
  lang: Lang;
  theme: Theme | null;
}

/** What every part of a page shares: the site and the viewer, language and theme, the map's state, the live stream. */
export class App {
  readonly api: Api;
  readonly map: MapState;
  readonly live = new Live();
  readonly basemaps = new Basemaps();
  /** The one clock of everything on screen. */
  readonly clock = new Clock();
  lang = $state<Lang>('zh');
  /** The viewer's choice; null follows the system. */
  chosenTheme = $state<Theme | null>(null);
  systemTheme = $state<Theme>('light');
  /** Whether this is the public map, which shows public layers whoever looks. */
  publicOnly = $state(false);
  /** Whether the workspace can show the past. */
  looksBack = $state(false);
  /** Whether the dialog for that stands open. */
  choosesTime = $state(false);
  /** Height of the panel on a phone. */
  sheet = $state<SheetHeight>('half');
  /** Whether a desk's panel is folded away. */
  folded = $state(false);
  /** The server's time, kept going; ms since 1970. */
  now = $state(0);
  /** Layers of this browser only; null on the public map and until their script has come. */
  temporary = $state.raw<TemporaryLayers | null>(null);
  /** What a workspace puts over the foot of the map: legend, time player. */
  foot = $state.raw<Snippet | null>(null);
  /** What a workspace shows in the inspector's place while no feature is selected. */
  side = $state.raw<Snippet | null>(null);
  /** Further fields of the address, kept by whoever reads them: `heat=…`. */
  readonly fields = new SvelteMap<string, string>();
  /** Spoken by the live region. */
  announcement = $state('');

  #loaded: () => Loaded;
  words = $derived(catalogue[this.lang]);
  theme: Theme = $derived(this.chosenTheme ?? this.systemTheme);

  constructor(loaded: () => Loaded, publicOnly: boolean) {
    this.#loaded = loaded;
    const { site, lang, theme } = loaded();
    this.lang = lang;
    this.chosenTheme = theme;
    this.now = Date.parse(site.now);
    this.api = apiOf((...request) => fetch(...request));
    this.publicOnly = publicOnly;
    const zoom = publicOnly ? Math.max(site.view.zoom, streetZoom) : site.view.zoom;
    this.map = new MapState({ ...site.view, zoom }, usualLayers);
  }

  /** The time of the past that is shown, ISO 8601 in UTC; undefined: now. */
  get asOf(): string | undefined {
    return (this.looksBack && this.map.asOf) || undefined;
  }

  /** Changes whenever a layer was heard to have changed, for what follows it. The past does not change. */
  heard(layer: string): number {
    return this.asOf === undefined ? (this.live.heard[layer] ?? 0) : 0;
  }

  get site(): Site {
    return this.#loaded().site;
  }

  /** Counts read since the page came; null again for another viewer. */
  freshCounts = $state.raw<LayerCount[] | null>(null);

  /** Counts of the layers the viewer may see here, by id. */
  get counts(): Map<string, LayerCount> {
    return new Map((this.freshCounts ?? this.#loaded().counts).map((count) => [count.id, count]));
  }

  /** The layers the viewer may see here, in draw order. */
  get layers() {
    const counts = this.counts;
    return layers.filter((layer) => counts.has(layer.id) && (!this.publicOnly || layer.public !== null));
  }

  /** Those of them that are switched on. */
  get shown() {
    return this.layers.filter((layer) => this.map.visible.has(layer.id));
  }

  async refreshCounts(): Promise<void> {
    // What cannot be read now stays as it was; the live mark says that it may be old.
    this.freshCounts = await this.api.layers(this.asOf).catch(() => this.freshCounts);
  }

  switchLang(lang: Lang): void {
    this.lang = lang;
    document.documentElement.lang = localeOf[lang];
    remember(langCookie, lang);
  }

  switchTheme(theme: Theme): void {
    this.chosenTheme = theme;
    document.documentElement.dataset.theme = theme;
    remember(themeCookie, theme);
  }
}

/** Residents begin among the houses, where single services are drawn. */
export const streetZoom = 15.5;

export const usualLayers: readonly string[] = layers.filter((layer) => layer.shown).map((layer) => layer.id);

const [getApp, setApp] = createContext<App>();
export { getApp, setApp };
