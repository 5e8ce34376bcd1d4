import { error } from '@sveltejs/kit';
import { ApiProblem, apiOf } from '$lib/api.ts';
import type { LayoutLoad } from './$types';

/** What every page needs: the site, who looks, and how much there is of each layer. */
export const load: LayoutLoad = async ({ fetch, data }) => {
  const api = apiOf(fetch);
  // Where the public map is not open yet there are no counts, and why not is for the map to say: one can still sign in.
  const layers = api.layers().then(
    (counts) => ({ counts, closed: null }),
    (problem: unknown) => {
      if (problem instanceof ApiProblem && problem.status === 403) return { counts: [], closed: problem.message };
      throw problem;
    }
  );
  try {
    const [site, shown] = await Promise.all([api.site(), layers]);
    return { ...data, site, ...shown };
  } catch (problem) {
    if (problem instanceof ApiProblem) error(problem.status || 503, problem.message);
    throw problem;
  }
};
