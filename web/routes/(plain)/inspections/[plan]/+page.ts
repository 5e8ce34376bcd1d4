import { error } from '@sveltejs/kit';
import type { Plan } from '#geodata/schemas/forecast.ts';
import type { PageLoad } from './$types';

/** A round of visits as it stands; who opens the address without the right to it learns nothing. */
export const load: PageLoad = async ({ fetch, params }) => {
  const reply = await fetch(`/api/inspections/${params.plan}`);
  const body = (await reply.json()) as Plan & { detail?: string };
  if (!reply.ok) error(reply.status, body.detail ?? '');
  return { plan: body };
};
