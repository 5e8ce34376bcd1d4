import { routingWords } from '$lib/routing/words.ts';
import type { Lang } from '$lib/words/index.ts';

/** Seconds as people say them: minutes rounded up, since who comes too late has not come. */
export function formatDuration(seconds: number, lang: Lang): string {
  const words = routingWords[lang];
  if (seconds < 30) return words.underMinute;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? words.minutes(String(minutes)) : words.hours(Math.floor(minutes / 60), minutes % 60);
}

/** `125.32, 43.88` (also `125.32 43.88` and with Chinese comma) as a position; null for anything else. */
export function readPosition(text: string): [lng: number, lat: number] | null {
  const found = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,2}(?:\.\d+)?)\s*$/.exec(text);
  if (!found) return null;
  const [lng, lat] = [Number(found[1]), Number(found[2])];
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? [lng, lat] : null;
}
