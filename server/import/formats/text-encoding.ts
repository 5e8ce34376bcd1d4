import { ImportError } from '../import-error.ts';
import type { SourceFile } from '../open-file.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/**
 * What a text file is written in, by reading all of it: GBK may first show in the last line. GB18030 holds GBK and
 * GB2312.
 * @throws ImportError where it is neither UTF-8, UTF-16 with its mark, nor GB18030
 */
export async function detectEncoding(file: SourceFile): Promise<TextEncoding> {
  let candidates: TextEncoding[] | undefined;
  let decoders: { encoding: TextEncoding; decoder: TextDecoder }[] = [];
  for await (const chunk of file.stream()) {
    if (!candidates) {
      const marked = byMark(chunk);
      if (marked) return marked;
      candidates = ['utf-8', 'gb18030'];
      decoders = candidates.map((encoding) => ({ encoding, decoder: new TextDecoder(encoding, { fatal: true }) }));
    }
    decoders = decoders.filter(({ decoder }) => accepts(decoder, chunk));
    if (decoders.length === 0) break;
  }
  const [first] = decoders.filter(({ decoder }) => accepts(decoder));
  if (first) return first.encoding;
  throw new ImportError(
    `${file.name} is written neither in UTF-8 nor in GB18030 (GBK); save it as UTF-8 and import it again.`,
    `${file.name} 既不是 UTF-8 也不是 GB18030（GBK）编码，请另存为 UTF-8 后重新导入。`
  );
}

function byMark(chunk: Buffer): TextEncoding | null {
  const [a, b] = chunk;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

function accepts(decoder: TextDecoder, chunk?: Buffer): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}
