import type {
  CircleLayerSpecification,
  DataDrivenPropertyValueSpecification,
  FillExtrusionLayerSpecification,
  FillLayerSpecification,
  FilterSpecification,
  LineLayerSpecification,
  SymbolLayerSpecification
} from '@maplibre/maplibre-gl-style-spec';
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
  return ['interpolate', ['linear'], ['zoom'], ...stops] as unknown as DataDrivenPropertyValueSpecification<number>;
}

/** A dot with a ring of the surface colour, so that it reads on any ground. */
export function dot(color: (tokens: Tokens) => Colour, radius = 5, filter?: FilterSpecification): PaintPart {
  return {
    slot: 'point',
    part: 'dot',
    draw: (tokens) => ({
      type: 'circle',
      filter: ['all', ['!', ['has', 'point_count']], ['==', ['geometry-type'], 'Point'], filter ?? true] as FilterSpecification,
      paint: {
        'circle-radius': zoomed(13, radius * 0.6, 16, radius, 19, radius * 1.5),
        'circle-color': color(tokens),
        'circle-stroke-color': tokens.surface,
        'circle-stroke-width': zoomed(13, 0.8, 16, 1.5)
      }
    })
  };
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
