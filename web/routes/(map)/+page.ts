import { apiOf } from '$lib/api.ts';
import { streetZoom } from '$lib/app.svelte.ts';
import { boxAround } from '$lib/map/mercator.ts';
import type { PageLoad } from './$types';

/** Services around the place the map opens at, so that the list is there before the map, and without script. */
export const load: PageLoad = async ({ fetch, parent }) => {
  const { site } = await parent();
  const bbox = boxAround(site.view.center, Math.max(site.view.zoom, streetZoom), 800, 800);
  return { near: await apiOf(fetch).features('service_points', { bbox, near: site.view.center, limit: 50 }) };
};
