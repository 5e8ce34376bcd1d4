import { Cql2Error } from './expression.ts';
import { tokensOf, type Token } from './tokens.ts';

/** A place in a list of tokens, with the few ways a reader moves on. */
export class Cursor {
  readonly #tokens: Token[];
  #next = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)]!;
  }

  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  /** Whether the next token is that keyword; keywords are written in any case, and never in quotes. */
  isWord(word: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'word' && text.toUpperCase() === word;
  }

  isSign(sign: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'sign' && text === sign;
  }

  /** Takes the keyword if it is next. */
  tookWord(word: string): boolean {
    const is = this.isWord(word);
    if (is) this.#next++;
    return is;
  }

  tookSign(sign: string): boolean {
    const is = this.isSign(sign);
    if (is) this.#next++;
    return is;
  }

  expectSign(sign: string): void {
    if (!this.tookSign(sign)) throw this.unexpected(`“${sign}”`, `"${sign}"`);
  }

  expectWord(word: string): void {
    if (!this.tookWord(word)) throw this.unexpected(word, word);
  }

  expectText(): string {
    if (this.peek().kind !== 'text') throw this.unexpected('带引号的文本', 'a text in single quotes');
    return this.take().text;
  }

  expectNumber(): number {
    const { kind, text } = this.peek();
    if (kind !== 'number' || !Number.isFinite(Number(text))) throw this.unexpected('数值', 'a number');
    this.#next++;
    return Number(text);
  }

  /** What to say when something else should have stood here. */
  unexpected(zh: string, en: string): Cql2Error {
    const { kind, text, at } = this.peek();
    const found = kind === 'end' ? { zh: '结尾', en: 'the end' } : { zh: `“${text}”`, en: `"${text}"` };
    return new Cql2Error(
      `第 ${at + 1} 个字符处应为${zh}，实际为${found.zh}。`,
      `At character ${at + 1} there should be ${en}, not ${found.en}.`
    );
  }
}
