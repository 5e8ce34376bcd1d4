import { error } from '@sveltejs/kit';
import { ApiProblem } from '$lib/api.ts';
import { readSystems } from '$lib/systems/systems.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch }) => {
  try {
    return await readSystems(fetch);
  } catch (problem) {
    if (problem instanceof ApiProblem) error(problem.status || 503, problem.message);
    throw problem;
  }
};
