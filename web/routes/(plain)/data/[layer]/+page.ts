import { error } from '@sveltejs/kit';
import { ApiProblem } from '$lib/api.ts';
import { readCatalogue } from '$lib/catalogue/entries.ts';
import type { PageLoad } from './$types';

/** One layer of the catalogue; what the viewer may not see is said as the server says it. */
export const load: PageLoad = async ({ fetch, params, url }) => {
  try {
    const { entries, ceiling } = await readCatalogue(fetch, params.layer);
    return { entry: entries[0]!, ceiling, origin: url.origin };
  } catch (problem) {
    if (problem instanceof ApiProblem) error(problem.status || 503, problem.message);
    throw problem;
  }
};
