import type { Rng } from './rng.ts';

/** A UUID of version 7 (RFC 9562): milliseconds since 1970, then 74 bits of chance. */
export function uuidV7(ms: number, random: Rng): string {
  const hex = (digits: number) =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const time = ms.toString(16).padStart(12, '0');
  const variant = (8 + random.int(0, 3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
}
