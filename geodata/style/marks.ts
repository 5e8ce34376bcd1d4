import type { Tokens } from '#geodata/style/tokens.ts';

/** Outline of a point symbol. Severity is told by the outline as well as by the colour. */
export type Shape = 'circle' | 'triangle' | 'diamond' | 'square' | 'dot' | 'ring';

/**
 * Pictures inside point symbols, drawn on a 16 × 16 field. Strokes are 1.6 wide with round ends; those under `fill`
 * are filled instead.
 */
export const glyphs = {
  none: { stroke: '' },
  dot: { fill: 'M8 5.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2z' },
  cross: { fill: 'M6.4 3h3.2v3.4H13v3.2H9.6V13H6.4V9.6H3V6.4h3.4z' },
  person: { stroke: 'M8 3.2a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8zM4 13c0-2.6 1.6-4 4-4s4 1.4 4 4' },
  people: {
    stroke:
      'M5.6 4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zM2.6 12.4c0-2.2 1.2-3.4 3-3.4s3 1.2 3 3.4M10.8 4.8a1.4 1.4 0 1 1 0 2.8M11 9.2c1.6.1 2.6 1.3 2.6 3.2'
  },
  cane: {
    stroke:
      'M7 3a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM7 7.4v3l-1.6 3M7 10.4l1.4 3M7 7.8l2.6 1.6M11.4 9v4.4M10.6 9.2c.2-.8 1.6-.8 1.6.2'
  },
  child: { stroke: 'M8 3.4a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM8 8v3M4.6 9.4 8 8.4l3.4 1M8 11l-2 2.6M8 11l2 2.6' },
  book: {
    stroke: 'M8 4.6C6.6 3.6 4.8 3.4 3 3.6v8.2c1.8-.2 3.6 0 5 1 1.4-1 3.2-1.2 5-1V3.6c-1.8-.2-3.6 0-5 1zM8 4.6v8.2'
  },
  building: { stroke: 'M3 13.2h10M4.2 13V6.6L8 3.4l3.8 3.2V13M8 13V9.8' },
  house: { stroke: 'M3 8 8 3.6 13 8M4.6 7v6h6.8V7' },
  bowl: { stroke: 'M3 8h10c0 3-2 5-5 5s-5-2-5-5zM6 3.2c-.8 1 .8 1.6 0 2.8M9.6 3.2c-.8 1 .8 1.6 0 2.8' },
  bag: { stroke: 'M4 5.6h8l.8 7.6H3.2zM6 7.4V5a2 2 0 0 1 4 0v2.4' },
  ball: { stroke: 'M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3zM3.4 6.6c3 .2 6.2 0 9.2 0M8 3c-1.8 3-1.8 7 0 10' },
  bus: { stroke: 'M4 3.4h8v8.2H4zM4 8h8M5.6 11.8v1.4M10.4 11.8v1.4' },
  bolt: { fill: 'M9 2.6 4 9h3.4L6.8 13.4 12 7H8.6z' },
  water: { fill: 'M8 2.6c2.4 3 3.8 4.8 3.8 6.9a3.8 3.8 0 0 1-7.6 0c0-2.1 1.4-3.9 3.8-6.9z' },
  flame: {
    fill: 'M8.4 2.6c.4 2.6 3.6 4 3.6 7.2A4 4 0 0 1 8 13.6a4 4 0 0 1-4-3.8c0-1.8 1-2.8 1.8-4 .4 1 .8 1.4 1.4 1.6-.2-1.8.2-3.6 1.2-4.8z'
  },
  heat: {
    stroke:
      'M5 3.4c-1.2 1.6 1.2 3 0 4.6s1.2 3 0 4.6M8 3.4c-1.2 1.6 1.2 3 0 4.6s1.2 3 0 4.6M11 3.4c-1.2 1.6 1.2 3 0 4.6s1.2 3 0 4.6'
  },
  shield: { stroke: 'M8 2.8 12.4 4.4v3.6c0 2.6-1.8 4.4-4.4 5.4-2.6-1-4.4-2.8-4.4-5.4V4.4z' },
  camera: { stroke: 'M2.8 5h7v6h-7zM9.8 7.4 13.4 5.4v5.2L9.8 8.6z' },
  hydrant: { stroke: 'M6 13V5.4a2 2 0 0 1 4 0V13M4.6 13h6.8M4.4 8.4H6M10 8.4h1.6M6 6h4' },
  crane: { stroke: 'M5 13.2V4.4h5.6a1.6 1.6 0 0 1 1.6 1.6v2M3.4 13.2h3.6M11 9.6h2.4' },
  flask: { stroke: 'M6.4 3h3.2M7 3v3.6L3.8 12.4c-.3.5 0 .8.6.8h7.2c.6 0 .9-.3.6-.8L9 6.6V3M5.4 9.8h5.2' },
  factory: { stroke: 'M3 13V7l3.4 2.2V7l3.4 2.2V3.6H12.6V13z' },
  warning: { stroke: 'M8 4v5M8 11.8v.2' },
  check: { stroke: 'M4 8.4 7 11.2 12 5.2' },
  clock: { stroke: 'M8 4.4v4l2.6 1.6' },
  bar: { stroke: 'M4.6 8h6.8' },
  gate: { stroke: 'M3.6 13V6.4L8 3.6l4.4 2.8V13M6 13V8.4M10 13V8.4M6 10.4h4' },
  tent: { stroke: 'M8 3.6 2.8 12.8h10.4zM8 8.4l-2 4.4M8 8.4l2 4.4' },
  coin: { stroke: 'M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3zM5.8 5.6 8 8.2l2.2-2.6M8 8.2v3M6.2 8.8h3.6' },
  parcel: { stroke: 'M3.2 5.4 8 3l4.8 2.4v5.4L8 13.2l-4.8-2.4zM3.2 5.4 8 7.8l4.8-2.4M8 7.8v5.4' },
  tool: { stroke: 'M4 12.6 8.2 8.4M12.4 5.6a2.8 2.8 0 0 1-3.8 2.6 2.8 2.8 0 0 1 2.6-4.6L10 5.4l.8.8z' },
  toilet: { stroke: 'M5.4 3.6v.2M10.6 3.6v.2M4 6.4h2.8V10H4zM5.4 10v3.2M9.2 10l1.4-3.6L12 10zM10.6 10v3.2' },
  star: { fill: 'M8 2.8 9.6 6.2l3.6.5-2.6 2.6.6 3.7L8 11.2 4.8 13l.6-3.7L2.8 6.7l3.6-.5z' },
  paw: {
    fill: 'M8 8c1.8 0 3.4 1.8 3.4 3.4 0 1-.8 1.6-1.7 1.6-.6 0-1.1-.2-1.7-.2s-1.1.2-1.7.2c-.9 0-1.7-.6-1.7-1.6C4.6 9.8 6.2 8 8 8zM4 5.6a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zM12 5.6a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zM6.4 3a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zM9.6 3a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6z'
  }
} as const satisfies Record<string, { stroke: string } | { fill: string }>;
export type Glyph = keyof typeof glyphs;

/** Paths of the outlines on a 28 × 28 field, all of about the same weight to the eye; dot and ring carry no picture. */
export const outlines: Record<Shape, string> = {
  circle: 'M14 3.5a10.5 10.5 0 1 1 0 21 10.5 10.5 0 0 1 0-21z',
  square: 'M6.5 4.5h15a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2h-15a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2z',
  triangle: 'M12.3 3.6a2 2 0 0 1 3.4 0l10 17.4a2 2 0 0 1-1.7 3H4a2 2 0 0 1-1.7-3z',
  dot: 'M14 8a6 6 0 1 1 0 12 6 6 0 0 1 0-12z',
  ring: 'M14 8a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM14 11a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  diamond: 'M12.6 1.9a2 2 0 0 1 2.8 0l10.7 10.7a2 2 0 0 1 0 2.8L15.4 26.1a2 2 0 0 1-2.8 0L1.9 15.4a2 2 0 0 1 0-2.8z'
};

/** Side of the field of `outlines`; the glyph's field sits in its middle, lower in a triangle. */
export const markSize = 28;
export const glyphOffset: Record<Shape, [x: number, y: number]> = {
  circle: [6, 6],
  square: [6, 6],
  dot: [6, 6],
  ring: [6, 6],
  triangle: [6, 8.5],
  diamond: [6, 6]
};

/** One point symbol. */
export interface Mark {
  shape: Shape;
  glyph: Glyph;
  color: keyof Tokens;
}

/** Names under which the map asks for pictures: `mark|circle|cross|#0F766E|#FFFFFF`, `pill|#FFFFFF|#0F766E`. */
export const markPrefix = 'mark|';
export const pillPrefix = 'pill|';

/** The parts of a symbol's name, null for any other image. */
export function readMarkName(
  name: string
): { shape: Shape; glyph: Glyph; fill: string; ink: string; small: boolean } | null {
  const [kind, shape, glyph, fill, ink, size] = name.split('|');
  if (kind !== 'mark' || !fill || !ink || !(shape! in outlines) || !(glyph! in glyphs)) return null;
  return { shape: shape as Shape, glyph: glyph as Glyph, fill, ink, small: size === 'small' };
}
