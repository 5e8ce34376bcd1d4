import { createHash } from 'node:crypto';

/** Hash functions the chain may be kept with; SM3 (GB/T 32905) where a site must. */
export const algorithms = ['sha256', 'sm3'] as const;
export type Algorithm = (typeof algorithms)[number];

/** What the first link follows on. */
export const genesis = Buffer.alloc(32);

/** The hash of a link: of the link before it and of its entry's text (`audit.spell`). 32 bytes. */
export function link(algorithm: Algorithm, before: Uint8Array, spelt: string): Buffer {
  return createHash(algorithm).update(before).update(spelt, 'utf8').digest();
}
