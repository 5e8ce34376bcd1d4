import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../provision/root.ts';

/** Real extracts kept beside the checkout, not in it; see the README there. */
export const sharedFolder = join(dirname(root), 'shared', 'data');

export const hasSharedData = existsSync(sharedFolder);
