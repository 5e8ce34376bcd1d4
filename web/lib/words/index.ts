import { en } from '$lib/words/en.ts';
import { zh } from '$lib/words/zh.ts';

export type Lang = 'zh' | 'en';

/** The shape of the Chinese catalogue with any text in place of its texts. */
type Like<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...parts: infer P) => string
      ? (...parts: P) => string
      : Like<T[K]>;
};
export type Words = Like<typeof zh>;

/**
 * Words of one room, kept beside its components so that only its pages fetch them. Chinese gives the keys; English
 * must answer each of them.
 */
export function defineWords<Zh extends object>(words: { zh: Zh; en: Like<Zh> }): Record<Lang, Like<Zh>> {
  return words as unknown as Record<Lang, Like<Zh>>;
}

export const catalogue: Record<Lang, Words> = { zh, en };

/** BCP 47 tag for Intl and the lang attribute. */
export const localeOf: Record<Lang, string> = { zh: 'zh-CN', en: 'en' };
