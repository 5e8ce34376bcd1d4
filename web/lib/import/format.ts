import type { Lang } from '$lib/words/index.ts';
import { formatNumber } from '$lib/words/format.ts';

/** 12 MB, 340 KB: sizes of files as people read them. */
export function formatBytes(bytes: number, lang: Lang): string {
  if (bytes >= 2 ** 30) return `${formatNumber(bytes / 2 ** 30, lang, 1)} GB`;
  if (bytes >= 2 ** 20) return `${formatNumber(bytes / 2 ** 20, lang, 1)} MB`;
  return `${formatNumber(Math.max(1, bytes / 2 ** 10), lang)} KB`;
}

export const formatShare = (share: number) => `${Math.floor(share * 100)}%`;
