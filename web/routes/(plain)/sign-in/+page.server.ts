import { takeSaid } from '$lib/account/said.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ cookies, url }) => ({
  said: takeSaid(cookies),
  next: url.searchParams.get('next') ?? ''
});
