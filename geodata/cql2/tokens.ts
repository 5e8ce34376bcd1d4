import { Cql2Error } from './expression.ts';

export interface Token {
  kind: 'word' | 'quoted' | 'text' | 'number' | 'sign' | 'end';
  /** Without quotes; signs and words as written. */
  text: string;
  /** Offset in the source. */
  at: number;
}

// Tried in this order at each place; together they know every character that may stand outside quotes.
const pattern =
  /\s+|(?<text>'(?:[^'\\]|''|\\'|\\)*')|(?<quoted>"(?:[^"]|"")*")|(?<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_\u0080-\uffff][\w.\u0080-\uffff]*)|(?<sign><>|<=|>=|[=<>(),])/y;

/**
 * Cuts CQL2 text into tokens. A quote inside a text is doubled or follows a backslash; other backslashes stay, since
 * LIKE reads them.
 * @throws Cql2Error naming the first character that fits nothing
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (!found) throw unexpected(source, at);
    const [kind, text] = Object.entries(found.groups!).find(([, part]) => part !== undefined) ?? [];
    if (kind) tokens.push({ kind: kind as Token['kind'], text: plain(kind, text!), at });
    at = pattern.lastIndex;
  }
  tokens.push({ kind: 'end', text: '', at: source.length });
  return tokens;
}

function plain(kind: string, text: string): string {
  if (kind === 'text') return text.slice(1, -1).replace(/''|\\'/g, "'");
  return kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function unexpected(source: string, at: number): Cql2Error {
  const sign = source[at]!;
  if (sign === "'" || sign === '"')
    return new Cql2Error(`第 ${at + 1} 个字符处的引号没有闭合。`, `The quote at character ${at + 1} is not closed.`);
  return new Cql2Error(
    `第 ${at + 1} 个字符“${sign}”不能出现在这里。`,
    `"${sign}" (character ${at + 1}) does not belong in a filter.`
  );
}
