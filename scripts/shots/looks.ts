import type { Look } from './views.ts';

export const both: Look[] = [
  ['desk', 'light', 'zh'],
  ['desk', 'dark', 'zh']
];
export const everywhere: Look[] = [...both, ['phone', 'light', 'zh'], ['phone', 'dark', 'zh']];
export const withEnglish: Look[] = [...everywhere, ['desk', 'light', 'en']];
