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

/** Larger than the site allows, on disk or unpacked. */
export function tooLarge(name: string, maxBytes: number): ImportError {
  const size =
    maxBytes >= 2 ** 30 ? `${Number((maxBytes / 2 ** 30).toFixed(1))} GB` : `${Math.round(maxBytes / 2 ** 20)} MB`;
  return new ImportError(
    `${name} holds more than ${size}, the most that is read here (setting IMPORT_MAX_MB). Nothing was imported.`,
    `${name} 超过 ${size} 的上限（设置项 IMPORT_MAX_MB）。未导入任何内容。`
  );
}
