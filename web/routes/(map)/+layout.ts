import { error, redirect } from '@sveltejs/kit';
import { doorFor } from '$lib/account/door.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ parent, route, url }) => {
  const { site, closed } = await parent();
  const door = doorFor(site, route.id, url);
  if (door) redirect(303, door);
  if (closed !== null) error(403, closed);
};
