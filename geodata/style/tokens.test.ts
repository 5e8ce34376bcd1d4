import { describe, expect, test } from 'vitest';
import { themes, type Theme, type Tokens } from '#geodata/style/tokens.ts';

type Token = keyof Tokens;

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Texts of pages and of the map, and the grounds each is written on. Map names carry a halo of their own. */
const texts: Record<string, { texts: Token[]; grounds: Token[] }> = {
  pages: { texts: ['text', 'muted', 'accent', 'ok', 'warning', 'danger'], grounds: ['surface', 'ground', 'raised'] },
  'filled buttons': { texts: ['onAccent'], grounds: ['accent'] },
  'names on the map': {
    texts: ['text', 'muted', 'waterText', 'greenText', 'boundary', 'grid', 'compound', 'service', 'ok'],
    grounds: ['halo', 'land']
  },
  'building numbers': { texts: ['muted'], grounds: ['building'] },
  'names over water and green': { texts: ['waterText'], grounds: ['water'] }
};

const data: Token[] = [
  'asset',
  'ok',
  'warning',
  'danger',
  'selected',
  'view',
  'grid',
  'boundary',
  'compound',
  'waterAsset',
  'gasAsset',
  'heatAsset',
  'powerAsset',
  'service',
  'heatLine'
];

describe.each(Object.keys(themes) as Theme[])('in the %s theme', (theme) => {
  const tokens = themes[theme];
  const pairs = (from: Token[], to: Token[]) => from.flatMap((a) => to.map((b) => [a, b] as const));

  test.each(Object.values(texts).flatMap(({ texts, grounds }) => pairs(texts, grounds)))(
    '%s is read on %s at 4.5:1 or better',
    (text, ground) => {
      expect(contrast(tokens[text], tokens[ground])).toBeGreaterThanOrEqual(4.5);
    }
  );

  test.each(pairs(data, ['land', 'residential', 'green', 'building', 'roadMinor', 'roadMajor']))(
    '%s is seen on %s at 3:1 or better',
    (colour, ground) => {
      expect(contrast(tokens[colour], tokens[ground])).toBeGreaterThanOrEqual(3);
    }
  );

  test.each(pairs(data, ['surface']))('the picture inside a %s symbol is seen at 3:1 or better', (colour, picture) => {
    expect(contrast(tokens[colour], tokens[picture])).toBeGreaterThanOrEqual(3);
  });

  test.each(pairs(['control'], ['surface', 'ground']))('a %s edge is seen on %s at 3:1 or better', (edge, ground) => {
    expect(contrast(tokens[edge], tokens[ground])).toBeGreaterThanOrEqual(3);
  });
});
