import { dirname } from 'node:path';

/** The top of the clone. */
export const root = dirname(dirname(import.meta.dirname));
