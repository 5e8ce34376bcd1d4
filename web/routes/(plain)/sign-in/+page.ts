import { accountApi } from '$lib/account/api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, data }) => ({ ...data, ways: await accountApi(fetch).ways() });
