import { expect, test } from 'vitest';
import { chosenTheme, preferredLang } from '$lib/ui/preferences.ts';

test('the chosen language counts before the browser’s', () => {
  expect(preferredLang('en', 'zh-CN')).toBe('en');
  expect(preferredLang('zh', 'en')).toBe('zh');
});

test.each([
  [null, 'zh'],
  ['', 'zh'],
  ['fr-FR,de;q=0.8', 'zh'],
  ['en-GB,en;q=0.9', 'en'],
  ['zh-TW,zh;q=0.9,en;q=0.8', 'zh'],
  ['fr,en;q=0.7,zh;q=0.3', 'en'],
  ['en;q=0', 'zh']
])('a browser that asks for %s is answered in %s', (header, lang) => {
  expect(preferredLang(undefined, header)).toBe(lang);
});

test('a theme that is none follows the system', () => {
  expect(chosenTheme('dark')).toBe('dark');
  expect(chosenTheme('sepia')).toBeNull();
  expect(chosenTheme(undefined)).toBeNull();
});
