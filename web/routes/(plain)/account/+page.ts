import { error, redirect } from '@sveltejs/kit';
import { accountApi, AccountProblem } from '$lib/account/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url }) => {
  const api = accountApi(fetch);
  try {
    const [overview, sessions] = await Promise.all([api.overview(), api.sessions()]);
    return { overview, sessions, next: url.searchParams.get('next') };
  } catch (problem) {
    if (!(problem instanceof AccountProblem)) throw problem;
    if (problem.status === 401) redirect(303, `/sign-in?${new URLSearchParams({ next: '/account' })}`);
    error(problem.status || 503, problem.message);
  }
};
