import { error } from '@sveltejs/kit';
import { ApiProblem, apiOf } from '$lib/api.ts';
import type { LayoutLoad } from './$types';

/** What every page needs: the site, who looks, and how much there is of each layer. */
export const load: LayoutLoad = async ({ fetch, data }) => {
  const api = apiOf(fetch);
  try {
    const [site, counts] = await Promise.all([api.site(), api.layers()]);
    return { ...data, site, counts };
  } catch (problem) {
    if (problem instanceof ApiProblem) error(problem.status || 503, problem.message);
    throw problem;
  }
};
