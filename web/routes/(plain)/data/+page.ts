import { error } from '@sveltejs/kit';
import { ApiProblem } from '$lib/api.ts';
import { readCatalogue } from '$lib/catalogue/entries.ts';
import type { PageLoad } from './$types';

/** The catalogue and what is looked for in it: the address holds that, so that it works without script. */
export const load: PageLoad = async ({ fetch, url }) => {
  const given = (name: string) => url.searchParams.get(name)?.slice(0, 100) ?? '';
  try {
    const { entries } = await readCatalogue(fetch);
    return { entries, wanted: { q: given('q'), owner: given('owner'), sensitivity: given('sensitivity') } };
  } catch (problem) {
    if (problem instanceof ApiProblem) error(problem.status || 503, problem.message);
    throw problem;
  }
};
