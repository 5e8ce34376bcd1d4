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
import { markPrefix, type Glyph, type Mark } from '#geodata/style/marks.ts';
import type { Tokens } from '#geodata/style/tokens.ts';

/** Heights in the stack of the map, lowest first; within one, layers follow the registry's order. */
export const slots = ['ground', 'casing', 'line', 'building', 'area', 'outline', 'point', 'label'] as const;
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
  /** What the legend says about it. */
  key?: Key[];
}

/** System Chinese faces; maplibre draws them locally, so no glyph files are needed. */
export const font = ['PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif'];
export const boldFont = ['PingFang SC Bold, Microsoft YaHei Bold, Noto Sans CJK SC Bold, Noto Sans SC Bold, sans-serif'];

type Colour = string | DataDrivenPropertyValueSpecification<string>;

/** Value → colour by a property; the last argument is for every other value. */
export function by(property: string, values: Record<string, string>, otherwise: string): Colour {
  return ['match', ['get', property], ...Object.entries(values).flat(), otherwise] as unknown as Colour;
}

/** Straight-line stops over zoom. */
export function zoomed(...stops: number[]) {
  return ['interpolate', ['linear'], ['zoom'], ...stops] as unknown as ExpressionSpecification;
}

/** Single points of a layer: not its counts, not the areas that some layers carry beside them. */
export const singlePoint = ['all', ['!', ['has', 'point_count']], ['==', ['geometry-type'], 'Point']] as FilterSpecification;

/** Colour and outline of a symbol by one property; severity is never told by colour alone. */
export interface Looks {
  by?: string;
  values?: Record<string, Omit<Mark, 'glyph'>>;
  otherwise: Omit<Mark, 'glyph'>;
}
/** Picture inside a symbol, by a property where there are several. */
export interface Pictures {
  by?: string;
  values?: Record<string, Glyph>;
  otherwise: Glyph;
}

/** A symbol per point: an outline in the colour of its state with a picture of its kind. */
export function mark(looks: Looks, pictures: Pictures, size = 0.72): PaintPart {
  const pick = (property: string | undefined, values: Record<string, string>, otherwise: string) =>
    property ? by(property, values, otherwise) : otherwise;
  const each = <T>(values: Record<string, T> | undefined, part: (value: T) => string) =>
    Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, part(value)]));
  return {
    slot: 'point',
    part: 'mark',
    key: keyOfMark(looks, pictures),
    draw: (tokens) => ({
      type: 'symbol',
      filter: singlePoint,
      layout: {
        'icon-image': [
          'concat',
          markPrefix,
          pick(looks.by, each(looks.values, ({ shape }) => shape), looks.otherwise.shape),
          '|',
          pick(pictures.by, each(pictures.values, (glyph) => glyph), pictures.otherwise),
          '|',
          pick(looks.by, each(looks.values, ({ color }) => tokens[color]), tokens[looks.otherwise.color]),
          `|${tokens.surface}`
        ] as unknown as string,
        'icon-size': zoomed(12, size * 0.6, 15, size * 0.85, 17, size * 1.1, 19, size * 1.4),
        'icon-allow-overlap': true,
        'icon-padding': 0
      }
    })
  };
}

function keyOfMark(looks: Looks, pictures: Pictures): Key[] {
  const keys: Key[] = [];
  if (looks.by || !pictures.by) {
    keys.push({
      property: looks.by ?? null,
      entries: Object.entries(looks.values ?? {}).map(([value, look]) => ({ value, swatch: { mark: { ...look, glyph: pictures.by ? 'none' : pictures.otherwise } } })),
      otherwise: { mark: { ...looks.otherwise, glyph: pictures.by ? 'none' : pictures.otherwise } }
    });
  }
  if (pictures.by) {
    keys.push({
      property: pictures.by,
      entries: Object.entries(pictures.values ?? {}).map(([value, glyph]) => ({ value, swatch: { mark: { ...looks.otherwise, glyph } } })),
      otherwise: { mark: { ...looks.otherwise, glyph: pictures.otherwise } }
    });
  }
  return keys;
}

/** The feature's name beside or on it. */
export function nameLabel(
  property: string,
  color: (tokens: Tokens) => string,
  minzoom: number,
  more: { size?: number; offset?: [number, number]; english?: string } = {}
): PaintPart {
  const { size = 13, offset = [0, 1], english } = more;
  return {
    slot: 'label',
    part: 'name',
    draw: (tokens, lang) => ({
      type: 'symbol',
      minzoom,
      filter: ['!', ['has', 'point_count']] as FilterSpecification,
      layout: {
        'text-field': (lang === 'en' && english
          ? ['coalesce', ['get', english], ['get', property], '']
          : ['coalesce', ['get', property], '']) as unknown as string,
        'text-font': font,
        'text-size': size,
        'text-anchor': offset[1] === 0 ? 'center' : 'top',
        'text-offset': offset,
        'text-max-width': 8,
        'text-padding': 4
      },
      paint: { 'text-color': color(tokens), 'text-halo-color': tokens.halo, 'text-halo-width': 1.4 }
    })
  };
}
