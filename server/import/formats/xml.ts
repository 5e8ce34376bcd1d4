import sax from 'sax';
import type { ImportError } from '../import-error.ts';

export interface XmlHandlers {
  /** An element begins; names come without their prefix. `path` is what it lies in, the outermost first. */
  open(name: string, attributes: Readonly<Record<string, string>>, path: readonly string[]): void;
  /** An element ends. `text` is what stood in it directly. */
  close(name: string, text: string, path: readonly string[]): void;
}

/** One text longer than this is no value. */
const MAX_TEXT = 16 << 20;

/**
 * Parses XML as it arrives, giving way after each piece. Entities of the document's own are not known, so none can grow.
 * @param refuse makes the sentence for XML that is broken or stops too early
 */
export async function* parseXml(
  chunks: AsyncIterable<string>,
  handlers: XmlHandlers,
  refuse: (words: string) => ImportError
): AsyncGenerator<void> {
  const parser = sax.parser(true, { trim: false });
  const path: string[] = [];
  const texts: string[] = [];
  let failure: Error | undefined;
  parser.onerror = (error) => (failure ??= error);
  parser.onopentag = ({ name, attributes }) => {
    handlers.open(local(name), attributes as Record<string, string>, path);
    path.push(local(name));
    texts.push('');
  };
  parser.onclosetag = () => {
    const name = path.pop()!;
    handlers.close(name, texts.pop()!, path);
  };
  parser.ontext = parser.oncdata = (text) => {
    if (texts.length === 0) return;
    texts[texts.length - 1] += text;
    if (texts.at(-1)!.length > MAX_TEXT) failure ??= new Error('a text of more than 16 MB');
  };
  const check = () => {
    if (failure) throw refuse(failure.message.split('\n')[0]!);
  };
  for await (const chunk of chunks) {
    parser.write(chunk);
    check();
    yield;
  }
  parser.close();
  check();
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
