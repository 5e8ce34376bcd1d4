import type { LayerSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Layer } from '#geodata/layers/define.ts';
import { counts } from '#geodata/style/counts.ts';
import { fontOf, slots, zoomed, type DrawnLayer, type PaintPart } from '#geodata/style/paint.ts';
import { singlePoint } from '#geodata/style/symbols.ts';
import { themes, type Theme, type Tokens } from '#geodata/style/tokens.ts';

export interface StyleOptions {
  theme: Theme;
  lang: 'zh' | 'en';
  /** What the viewer may see, in registry order. */
  layers: readonly Layer[];
  /** Where tiles come from, `https://host` without a slash at the end. */
  origin: string;
  /** Ids that are switched on; the others are in the style, hidden. */
  visible: ReadonlySet<string>;
}

/**
 * The map's style from the registry: one vector source per layer, its parts stacked by slot and then by registry order,
 * count bubbles where tiles carry counts, and a highlight for hover and selection.
 * Style layer ids are `<layer>:<part>`.
 */
export function buildStyle({ theme, lang, layers, origin, visible }: StyleOptions): StyleSpecification {
  const tokens = themes[theme];
  const parts = layers.flatMap((layer) =>
    [...layer.paint, ...highlight(layer), ...counts(layer)].map((part) => ({ layer, part }))
  );
  const stacked = slots.flatMap((slot) => parts.filter(({ part }) => part.slot === slot));
  return {
    version: 8,
    name: 'Gezhi',
    sources: Object.fromEntries(
      layers.map((layer) => [
        layer.id,
        {
          type: 'vector',
          tiles: [`${origin}/tiles/${layer.id}/{z}/{x}/{y}`],
          minzoom: layer.aggregated ? 0 : layer.minzoom,
          maxzoom: layer.maxzoom
        }
      ])
    ),
    light: { anchor: 'map', position: [1.2, 200, 40], intensity: 0.25 },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': tokens.land } },
      ...stacked.map(({ layer, part }) =>
        place(layer, part, part.draw(tokens, lang), fontOf(lang), visible.has(layer.id))
      )
    ]
  };
}

function place(layer: Layer, part: PaintPart, drawn: DrawnLayer, font: string[], shown: boolean): LayerSpecification {
  return {
    minzoom: layer.aggregated ? 0 : layer.minzoom,
    ...drawn,
    id: `${layer.id}:${part.part}`,
    source: layer.id,
    'source-layer': layer.id,
    layout: {
      ...(drawn.type === 'symbol' && { 'text-font': font }),
      ...drawn.layout,
      visibility: shown ? 'visible' : 'none'
    }
  };
}

const state = (tokens: Tokens, most: number) =>
  [
    'case',
    ['boolean', ['feature-state', 'selected'], false],
    most,
    ['boolean', ['feature-state', 'hover'], false],
    most * 0.6,
    0
  ] as unknown as number;

/** A ring, an edge or a wide line in the colour of selection, invisible until a feature is hovered or selected. */
function highlight(layer: Layer): PaintPart[] {
  if (layer.geometry === 'point') {
    return [
      {
        slot: 'point',
        part: 'highlight',
        draw: (tokens) => ({
          type: 'circle',
          filter: singlePoint,
          paint: {
            'circle-radius': zoomed(13, 8, 19, 13),
            'circle-color': 'transparent',
            'circle-stroke-color': tokens.selected,
            'circle-stroke-width': 3,
            'circle-stroke-opacity': state(tokens, 1)
          }
        })
      }
    ];
  }
  return [
    {
      slot: 'outline',
      part: 'highlight',
      draw: (tokens) => ({
        type: 'line',
        filter: ['!', ['has', 'point_count']],
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: {
          'line-color': tokens.selected,
          'line-width': layer.geometry === 'line' ? 6 : 3,
          'line-opacity': state(tokens, layer.geometry === 'line' ? 0.6 : 1)
        }
      })
    }
  ];
}
