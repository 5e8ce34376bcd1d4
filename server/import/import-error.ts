import type { Words } from '#geodata/layers/define.ts';

/**
 * A delivery that cannot be taken as a whole: one sentence in both languages of the interface. Nothing was written.
 * `usage` tells a wrong command from a wrong file.
 */
export class ImportError extends Error {
  readonly words: Words;
  readonly usage: boolean;

  constructor(en: string, zh: string, usage = false) {
    super(en);
    this.name = 'ImportError';
    this.words = { zh, en };
    this.usage = usage;
  }
}

/** The file stops in the middle: a copy that broke off must not pass for a smaller delivery. */
export function cutOff(name: string): ImportError {
  return new ImportError(
    `${name} ends too early: it was probably cut off while being copied. Nothing was imported.`,
    `${name} 不完整，可能在复制时中断。未导入任何内容。`
  );
}

export function noFeatures(name: string): ImportError {
  return new ImportError(`${name} holds no features. Nothing was imported.`, `${name} 中没有要素。未导入任何内容。`);
}
