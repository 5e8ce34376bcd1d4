import { untrack } from 'svelte';
import { afterNavigate, replaceState } from '$app/navigation';
import { page } from '$app/state';
import { findLayer } from '#geodata/layers/index.ts';
import type { App } from '$lib/app.svelte.ts';
import type { Selected } from '$lib/inspector/selected.svelte.ts';
import { addressOf, followAddress } from '$lib/map/address-bar.ts';
import { nameOf } from '$lib/words/values.ts';

/** Changes come in bursts; counts are read again once they pause. */
const COUNTS_REST_MS = 500;
/** What is open and how old things are is told to the minute. */
const CLOCK_MS = 30_000;

/** Keeps the address and what is shown in step, in both directions. Call while the shell sets up. */
export function bindAddress(app: App): void {
  // The address can be written only once the router stands.
  let stands = $state(false);
  afterNavigate(({ type }) => {
    if (type === 'enter') followAddress(app, location.hash);
    stands = true;
  });
  $effect(() => {
    const hash = addressOf(app);
    if (stands && hash !== location.hash) replaceState(page.url.pathname + hash, page.state);
  });
}

/** Follows the system's theme, the clock and the live stream. Returns what ends it. */
export function followWorld(app: App): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => (app.systemTheme = dark.matches ? 'dark' : 'light');
  follow();
  dark.addEventListener('change', follow);
  let due: ReturnType<typeof setTimeout> | undefined;
  const stopCounting = app.live.onChange(() => {
    if (app.asOf) return;
    clearTimeout(due);
    due = setTimeout(() => void app.refreshCounts(), COUNTS_REST_MS);
  });
  const stopLive = app.live.start();
  const began = { now: app.now, at: performance.now() };
  const clock = setInterval(() => (app.now = began.now + performance.now() - began.at), CLOCK_MS);
  return () => {
    dark.removeEventListener('change', follow);
    clearTimeout(due);
    clearInterval(clock);
    stopCounting();
    stopLive();
  };
}

/** Reads the counts of the time that is shown when it changes. Call while the shell sets up. */
export function followTime(app: App): void {
  let shown: string | undefined;
  $effect(() => {
    if (app.asOf === shown) return;
    shown = app.asOf;
    untrack(() => void app.refreshCounts());
  });
}

/** Brings a selection to the viewer's notice: said aloud, and on a phone with the map around it in sight. */
export function noticeSelection(app: App, selected: Selected): void {
  $effect(() => {
    if (app.map.selection) app.sheet = 'half';
  });
  $effect(() => {
    const feature = selected.feature;
    const layer = feature && findLayer(feature.layer);
    if (!layer) return;
    app.announcement = `${layer.title[app.lang]} ${nameOf(layer, feature.label, feature.properties, app.lang)}`;
  });
}
