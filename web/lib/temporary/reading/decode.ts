import { FileFault } from '$lib/temporary/types.ts';

/**
 * The text of a file: UTF-8 or UTF-16 with its mark, else UTF-8, else GB 18030, which Chinese Excel writes.
 * @throws FileFault for what is not text
 */
export function decode(bytes: Uint8Array): { text: string; encoding: string } {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' };
  // PK: a spreadsheet, a zipped Shapefile, KMZ; the compound file of old Excel; gzip.
  const packed = (first === 0x50 && second === 0x4b && third === 0x03) || (first === 0x1f && second === 0x8b);
  if (packed || (first === 0xd0 && second === 0xcf && third === 0x11 && fourth === 0xe0)) throw new FileFault('binary');
  if (bytes.subarray(0, 4096).includes(0)) throw new FileFault('binary');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'GB 18030' };
  }
}
