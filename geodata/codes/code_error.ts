/**
 * A code that breaks a rule. Every parser and builder in this folder throws it and nothing else.
 * `reason` is stable and names the rule; `zh` and `en` say it to a person; `message` is the English.
 */
export class CodeError extends Error {
  readonly reason: string;
  readonly zh: string;
  readonly en: string;

  constructor(reason: string, zh: string, en: string) {
    super(en);
    this.name = 'CodeError';
    this.reason = reason;
    this.zh = zh;
    this.en = en;
  }
}

/** Whether a parser of this folder accepts the text: `isCode(parseGridCode, text)`. */
export function isCode(parse: (code: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof CodeError) return false;
    throw error;
  }
}

/** Zero-padded digits of a serial number; CodeError `serial_range` outside `first` … 10^width − 1. */
export function serialDigits(serial: number, width: number, first = 1): string {
  const last = 10 ** width - 1;
  if (!Number.isInteger(serial) || serial < first || serial > last) {
    throw new CodeError(
      'serial_range',
      `序号须为 ${first} 至 ${last} 的整数：${serial}`,
      `a serial is a whole number from ${first} to ${last}: ${serial}`
    );
  }
  return String(serial).padStart(width, '0');
}

/** The text itself when it is exactly `width` digits; else CodeError `digits`, naming the part. */
export function digits(text: string, width: number, zh: string, en: string): string {
  if (text.length === width && /^\d+$/.test(text)) return text;
  throw new CodeError('digits', `${zh}须为 ${width} 位数字：${text}`, `${en} has ${width} digits: ${text}`);
}
