import type {
  CircleLayerSpecification,
  DataDrivenPropertyValueSpecification,
  ExpressionSpecification,
  FillExtrusionLayerSpecification,
  FillLayerSpecification,
  FilterSpecification,
  LineLayerSpecification,
  SymbolLayerSpecification
} from '@maplibre/maplibre-gl-style-spec';
import type { Key } from '#geodata/style/keys.ts';
import type { Mark } from '#geodata/style/marks.ts';
import type { Tokens } from '#geodata/style/tokens.ts';

/**
 * Heights in the stack of the map, lowest first; within one, layers follow the registry's order. What is higher finds
 * its place first: symbols are where they are, names go where symbols leave room.
 */
export const slots = [
  'ground',
  'casing',
  'line',
  'building',
  'area',
  'outline',
  'boundary',
  'label',
  'point',
  'count'
] as const;
export type Slot = (typeof slots)[number];

type Drawn =
  | FillLayerSpecification
  | FillExtrusionLayerSpecification
  | LineLayerSpecification
  | CircleLayerSpecification
  | SymbolLayerSpecification;

/** What a paint function returns: a style layer without the parts the registry fills in. */
export type DrawnLayer<T extends Drawn = Drawn> = T extends Drawn ? Omit<T, 'id' | 'source' | 'source-layer'> : never;

/** One style layer of a map layer: where in the stack, and how with the tokens of a theme. */
export interface PaintPart {
  slot: Slot;
  /** Distinguishes parts of one layer: `roads:casing`. */
  part: string;
  draw: (tokens: Tokens, lang: 'zh' | 'en') => DrawnLayer;
  /** Draws how many there are instead of single features. */
  counts?: true;
  /** What the legend says about it. */
  key?: Key[];
  /** The symbol a feature with these properties gets, for lists. */
  symbol?: (properties: Record<string, unknown>) => Mark;
  /** Stands for the whole layer: in the layer tree and beside its counts. */
  emblem?: Mark;
}

/** System faces in the order of the language's own script; maplibre draws them locally, so no glyph files are needed. */
const faces = {
  zh: ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'sans-serif'],
  en: [
    'Helvetica Neue',
    'Segoe UI',
    'Noto Sans',
    'Arial',
    'PingFang SC',
    'Microsoft YaHei',
    'Noto Sans CJK SC',
    'sans-serif'
  ]
};
export const fontOf = (lang: 'zh' | 'en') => [faces[lang].join(', ')];
export const boldFontOf = (lang: 'zh' | 'en') => [
  faces[lang].map((face) => (face === 'sans-serif' ? face : `${face} Bold`)).join(', ')
];

type Colour = string | DataDrivenPropertyValueSpecification<string>;

/** Value → colour by a property; the last argument is for every other value. */
export function by(property: string, values: Record<string, string>, otherwise: string): Colour {
  return ['match', ['get', property], ...Object.entries(values).flat(), otherwise] as unknown as Colour;
}

/** Single points of a layer: not its counts, not areas that lie under the same ids. */
export const singlePoint = [
  'all',
  ['!', ['has', 'point_count']],
  ['==', ['geometry-type'], 'Point']
] as FilterSpecification;

/** Straight-line stops over zoom. */
export function zoomed(...stops: number[]) {
  return ['interpolate', ['linear'], ['zoom'], ...stops] as unknown as ExpressionSpecification;
}

/**
 * The feature's name: beside a point, or `on` an area, where tiles carry a point for it under the area's id. The area
 * itself, cut by tiles, would be named once in each.
 */
export function nameLabel(
  property: string,
  color: (tokens: Tokens) => string,
  minzoom: number,
  more: { size?: number; on?: boolean; english?: string } = {}
): PaintPart {
  const { size = 13, on = false, english } = more;
  return {
    slot: 'label',
    part: 'name',
    draw: (tokens, lang) => ({
      type: 'symbol',
      minzoom,
      filter: singlePoint,
      layout: {
        'text-field': (lang === 'en' && english
          ? ['coalesce', ['get', english], ['get', property], '']
          : ['coalesce', ['get', property], '']) as unknown as string,
        'text-size': size,
        // Beside a symbol, wherever there is room; on an area, in its middle.
        ...(on
          ? { 'text-anchor': 'center' }
          : { 'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.1 }),
        'text-justify': 'auto',
        'text-max-width': 8,
        'text-padding': 2
      },
      paint: { 'text-color': color(tokens), 'text-halo-color': tokens.halo, 'text-halo-width': 1.4 }
    })
  };
}
