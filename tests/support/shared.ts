import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { hasSharedData, sharedFolder } from '../../scripts/test/shared-folder.ts';

/**
 * Path of a file among the real extracts.
 * @throws when the folder is there but the file is not: a misspelt name must not pass for absent data
 */
export function sharedData(path: string): string {
  const file = join(sharedFolder, path);
  if (hasSharedData && !existsSync(file)) throw new Error(`${path} is not among the shared data`);
  return file;
}

/** `test` and `describe` that skip where there are no real extracts; where there are, a skip fails the run. */
export const testWithSharedData = test.skipIf(!hasSharedData);
export const describeWithSharedData = describe.skipIf(!hasSharedData);
