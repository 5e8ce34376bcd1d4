import { cutOff, ImportError } from './import-error.ts';

/** A single feature longer than this is not geography. */
const MAX_CHARS = 128 << 20;

/** UTF-8 bytes as text; anything else is refused rather than read as broken names. */
export async function* decodeUtf8(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new ImportError(
      `${name} is not written in UTF-8; save it as UTF-8 and import it again.`,
      `${name} 不是 UTF-8 编码，请另存为 UTF-8 后重新导入。`
    );
  }
}

/**
 * The texts of the single features of a GeoJSON file: one per line (GeoJSONSeq, with or without record separators) or
 * the members of a FeatureCollection, whichever the file holds. They are not parsed here, only cut.
 * @param onFrame told of the reference frame a collection names, before its first feature
 */
export async function* featureTexts(
  chunks: AsyncIterable<string>,
  name: string,
  onFrame: (crs: string) => void = () => {}
): AsyncGenerator<string> {
  const source = chunks[Symbol.asyncIterator]() as AsyncIterator<string, void>;
  let head = '';
  while (head.length < 1 << 20 && !hasLine(head)) {
    const next = await source.next();
    if (next.done) break;
    head += next.value;
  }
  const rest = prepend(head, source);
  yield* isFeatureLine(head) ? lines(rest, name) : members(rest, name, onFrame);
}

/** Whether there is a line that is not blank, with its end. One expression for both would be tried from every character. */
function hasLine(text: string): boolean {
  const begin = text.search(/[^\s\x1e]/);
  return begin >= 0 && text.includes('\n', begin);
}

async function* prepend(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** A first line that is whole JSON by itself, and no collection. */
function isFeatureLine(head: string): boolean {
  const first = /[^\s\x1e][^\n]*/.exec(head)?.[0];
  if (first === undefined) return true;
  try {
    return !Array.isArray((JSON.parse(first) as { features?: unknown } | null)?.features);
  } catch {
    return false;
  }
}

async function* lines(chunks: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const cut = (rest + chunk).split('\n');
    rest = cut.pop()!;
    refuseHuge(rest, name);
    for (const line of cut) {
      const text = trimmed(line);
      if (text) yield text;
    }
  }
  const last = trimmed(rest);
  if (!last) return;
  // A last line without its end is whole if it can be parsed.
  try {
    JSON.parse(last);
  } catch {
    throw cutOff(name);
  }
  yield last;
}

function trimmed(line: string): string {
  return (line.charCodeAt(0) === 0x1e ? line.slice(1) : line).trim();
}

const QUOTE = 34;
const BACKSLASH = 92;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/**
 * Cuts objects out of JSON text by counting brackets outside strings: the elements of `features` at the top level, or,
 * where there is no such member, whole top-level objects.
 */
async function* members(
  chunks: AsyncIterable<string>,
  name: string,
  onFrame: (crs: string) => void
): AsyncGenerator<string> {
  let text = '';
  let at = 0;
  let depth = 0;
  /** Depth at which the wanted objects open. */
  let wanted = 0;
  /** Where the object being read began, or -1 between two. */
  let start = -1;
  let string = -1;
  let key = '';
  for await (const chunk of chunks) {
    const keep = start >= 0 ? start : string >= 0 ? string : at;
    text = text.slice(keep) + chunk;
    at -= keep;
    if (start >= 0) start = 0;
    if (string >= 0) string -= keep;
    refuseHuge(text, name);
    for (; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (string >= 0) {
        if (char === BACKSLASH) at++;
        else if (char === QUOTE) {
          if (depth === 1 && wanted === 0) key = text.slice(string + 1, at);
          string = -1;
        }
      } else if (char === QUOTE) string = at;
      else if (char === OPEN_OBJECT || char === OPEN_LIST) {
        if (char === OPEN_OBJECT && depth === wanted) start = at;
        if (char === OPEN_LIST && depth === 1 && wanted === 0 && key === 'features') {
          const crs = frameIn(text.slice(start, at));
          if (crs) onFrame(crs);
          [wanted, start] = [2, -1];
        }
        depth++;
      } else if (char === CLOSE_OBJECT || char === CLOSE_LIST) {
        depth--;
        if (start >= 0 && depth === wanted) {
          yield text.slice(start, at + 1);
          start = -1;
        }
        // Past the end of `features` nothing is wanted until the next top-level object.
        if (depth === 1 && wanted === 2) wanted = Infinity;
        if (depth === 0) [wanted, key] = [0, ''];
      }
    }
  }
  if (depth > 0) throw cutOff(name);
}

/** RFC 7946 is always WGS84; older files may name another frame. */
function frameIn(head: string): string | undefined {
  return /"crs"\s*:\s*\{[^]*?"name"\s*:\s*"([^"]*)"\s*\}/.exec(head)?.[1];
}

function refuseHuge(text: string, name: string): void {
  if (text.length <= MAX_CHARS) return;
  throw new ImportError(
    `${name} holds a single feature of more than ${MAX_CHARS >> 20} MB.`,
    `${name} 中有一个要素超过 ${MAX_CHARS >> 20} MB。`
  );
}
