/**
 * Something the person at the terminal can mend: one sentence, and the line to run.
 * Printed without a stack; anything else that is thrown is a defect and keeps its stack.
 */
export class OperatorError extends Error {
  readonly remedy: string[];

  constructor(sentence: string, ...remedy: string[]) {
    super(sentence);
    this.name = 'OperatorError';
    this.remedy = remedy;
  }

  /** The sentence, then the lines set apart so that they can be copied. */
  get report(): string {
    return this.remedy.length === 0
      ? this.message
      : `${this.message}\n\n${this.remedy.map((line) => `  ${line}`).join('\n')}\n`;
  }
}

/** What a command prints for whatever ended it. */
export function reportOf(error: unknown): string {
  if (error instanceof OperatorError) return error.report;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
