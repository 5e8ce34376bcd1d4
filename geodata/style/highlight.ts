import type { Layer } from '#geodata/layers/define.ts';
import { singlePoint, zoomed, type PaintPart } from '#geodata/style/paint.ts';
import type { Tokens } from '#geodata/style/tokens.ts';

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
export function highlight(layer: Layer): PaintPart[] {
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
