import type { ExpressionSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { themes, type Theme, type Tokens } from '#geodata/style/tokens.ts';
import type { FieldProfile, Shape } from '$lib/temporary/types.ts';

/** How a temporary layer is drawn. */
export interface TemporaryStyle {
  colour: Hue;
  size: Size;
  /** Field that gives the colour; null draws all alike. */
  by: string | null;
}

/** Colours that stand out from the land in both themes; tested with the other tokens. */
export const hues = ['asset', 'heatAsset', 'ok', 'boundary', 'gasAsset', 'danger', 'waterAsset', 'compound'] as const;
export type Hue = (typeof hues)[number];

/** Radius of a point and width of a line, px. */
export const sizes = { small: 4, medium: 6, large: 9 } as const;
export type Size = keyof typeof sizes;

/** From few to many; every step is drawn with an outline, so that the faint ones are seen too. */
const ramps: Record<Theme, readonly string[]> = {
  light: ['#BFD9F2', '#86B6E3', '#4A8CCB', '#1D5FA6', '#0B346B'],
  dark: ['#17406F', '#2565A8', '#4A92DB', '#8CC0F5', '#D6EAFF']
};

export interface LegendEntry {
  colour: string;
  text: string | null;
}

/** What each colour means; one entry without words for everything else. */
export function legendOf({ by }: TemporaryStyle, fields: readonly FieldProfile[], theme: Theme): LegendEntry[] {
  const field = fields.find(({ name }) => name === by);
  if (!field) return [];
  const rest = { colour: themes[theme].muted, text: null };
  if (field.kind === 'text') {
    const entries = field.top.map(({ value }, index) => ({ colour: themes[theme][hues[index]!], text: value }));
    return field.distinct > field.top.length ? [...entries, rest] : entries;
  }
  return classes(field).map(([from, to], index) => ({
    colour: rampAt(theme, index, classes(field).length),
    text: from === to ? short(from) : `${short(from)} – ${short(to)}`
  }));
}

function classes({ steps }: FieldProfile): [number, number][] {
  if (steps.length < 2) return steps.map((step) => [step, step]);
  return steps.slice(1).map((to, index) => [steps[index]!, to]);
}

/** The step of a ramp for the n-th of some classes: few classes still reach from faint to strong. */
function rampAt(theme: Theme, index: number, count: number): string {
  return ramps[theme][count < 2 ? 2 : Math.round((index * 4) / (count - 1))]!;
}

const short = (value: number) => String(Number(value.toPrecision(6)));

function colourOf(
  { colour, by }: TemporaryStyle,
  fields: readonly FieldProfile[],
  theme: Theme
): ExpressionSpecification | string {
  const field = fields.find(({ name }) => name === by);
  const tokens: Tokens = themes[theme];
  if (!field) return tokens[colour];
  const value: ExpressionSpecification = ['get', field.name];
  if (field.kind === 'text') {
    const cases = field.top.flatMap(({ value }, index) => [value, tokens[hues[index]!]]);
    return ['match', ['to-string', value], ...cases, tokens.muted] as unknown as ExpressionSpecification;
  }
  const bounds = classes(field);
  const steps = bounds.slice(1).flatMap(([from], index) => [from, rampAt(theme, index + 1, bounds.length)]);
  const ramp = steps.length ? ['step', value, rampAt(theme, 0, bounds.length), ...steps] : rampAt(theme, 0, 1);
  return ['case', ['==', ['typeof', value], 'number'], ramp, tokens.muted] as unknown as ExpressionSpecification;
}

type Draft = { part: string } & Omit<LayerSpecification, 'id' | 'source'>;

/** Style layers of a temporary layer, bottom first; the chosen feature is ringed. */
export function drawTemporary(
  style: TemporaryStyle,
  { fields, shapes }: { fields: readonly FieldProfile[]; shapes: readonly Shape[] },
  theme: Theme,
  chosen: number | null
): Draft[] {
  const tokens = themes[theme];
  const colour = colourOf(style, fields, theme);
  const px = sizes[style.size];
  const only = (type: 'Point' | 'LineString' | 'Polygon') => ['==', ['geometry-type'], type];
  const isChosen = ['==', ['id'], chosen ?? -1];
  const drafts: Draft[] = [];
  if (shapes.includes('polygon')) {
    drafts.push(
      {
        part: 'fill',
        type: 'fill',
        filter: only('Polygon'),
        paint: { 'fill-color': colour, 'fill-opacity': style.by ? 0.55 : 0.25 }
      } as Draft,
      {
        part: 'edge',
        type: 'line',
        filter: only('Polygon'),
        paint: { 'line-color': style.by ? tokens.text : colour, 'line-width': style.by ? 0.8 : px / 3 }
      } as Draft
    );
  }
  if (shapes.includes('line')) {
    const layout = { 'line-join': 'round', 'line-cap': 'round' };
    drafts.push(
      {
        part: 'casing',
        type: 'line',
        filter: only('LineString'),
        layout,
        paint: { 'line-color': tokens.halo, 'line-width': px / 2 + 2 }
      } as Draft,
      {
        part: 'line',
        type: 'line',
        filter: only('LineString'),
        layout,
        paint: { 'line-color': colour, 'line-width': px / 2 }
      } as Draft
    );
  }
  if (shapes.includes('line') || shapes.includes('polygon')) {
    drafts.push({
      part: 'chosen-line',
      type: 'line',
      filter: ['all', ['!=', ['geometry-type'], 'Point'], isChosen],
      paint: { 'line-color': tokens.selected, 'line-width': 4 }
    } as Draft);
  }
  if (shapes.includes('point')) {
    drafts.push(
      {
        part: 'point',
        type: 'circle',
        filter: only('Point'),
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, px / 2, 15, px],
          'circle-color': colour,
          'circle-stroke-color': style.by ? tokens.text : tokens.halo,
          'circle-stroke-width': style.by ? 0.8 : 1.5
        }
      } as Draft,
      {
        part: 'chosen',
        type: 'circle',
        filter: ['all', only('Point'), isChosen],
        paint: {
          'circle-radius': px + 4,
          'circle-color': 'transparent',
          'circle-stroke-color': tokens.selected,
          'circle-stroke-width': 3
        }
      } as Draft
    );
  }
  return drafts;
}
