import { invalidateAll } from '$app/navigation';
import type { App } from '$lib/app.svelte.ts';
import { wipeKept } from '$lib/account/kept.ts';

/** The viewer acts as someone else from now on: what was kept for who they were goes, and everything is read anew. */
export async function actorChanged(app: App): Promise<void> {
  await wipeKept();
  await invalidateAll();
  app.freshCounts = null;
  app.live.reconnect();
  app.map.select(null);
}
