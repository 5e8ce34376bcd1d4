import type { Rgba } from '$lib/heat/overlay.ts';

/** More reports expected, from few to many: another hue than reports that came, so that no one takes it for them. */
export const expectedRamp = ['#E3DEF2', '#BFB2E0', '#957FCB', '#6B4BB0', '#421E85'] as const;

/** How much could be hurt, from little to much. */
export const consequenceRamp = ['#DCEBE4', '#7FB8A4', '#1F6B5C'] as const;

/** Likelihood along (low, mid, high), consequence up; told apart by lightness as well as by hue. */
export const bivariate = [
  ['#E8E8E8', '#B7A6D6', '#7B5BB5'],
  ['#A5D3C3', '#7C93B8', '#5A4A9C'],
  ['#3F9A82', '#3B6B8C', '#2A2368']
] as const;

/** The four classes of grids. Not the colours of warnings, and each with bars of its own. */
export const gridRamp = ['#E6E1D6', '#BFB59B', '#8A7A55', '#4A3B1B'] as const;

export function rgbaOf(hex: string, alpha: number): Rgba {
  const part = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5), alpha];
}
