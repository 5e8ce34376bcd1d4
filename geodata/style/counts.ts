import type { ExpressionSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Layer } from '#geodata/layers/define.ts';
import { markPrefix, pillPrefix, type Mark } from '#geodata/style/marks.ts';
import { boldFontOf, type PaintPart } from '#geodata/style/paint.ts';

const filter: ['has', string] = ['has', 'point_count'];

/** The symbol that stands for a layer, undefined for the lines and areas of the base map. */
export function emblemOf(layer: Layer): Mark | undefined {
  return layer.paint.find((part) => part.emblem)?.emblem;
}

/**
 * Below a layer's first zoom, how many there are. Points: a dot where they lie and a label with the layer's picture and
 * the count; labels of several layers make room for each other, and a dot stays where a label found none. Areas: quiet
 * discs that grow with the count, under everything else.
 */
export function counts(layer: Layer): PaintPart[] {
  const emblem = emblemOf(layer);
  if (!layer.aggregated || !emblem) return [];
  return layer.geometry === 'polygon' ? [disc(emblem)] : [dot(emblem), label(emblem)];
}

function disc(emblem: Mark): PaintPart {
  // Areas of discs are in proportion to what they count.
  const radius: ExpressionSpecification = ['min', 30, ['*', 0.9, ['sqrt', ['get', 'point_count']]]];
  return {
    slot: 'building',
    part: 'count',
    counts: true,
    draw: (tokens) => ({
      type: 'circle',
      filter,
      paint: { 'circle-color': tokens[emblem.color], 'circle-opacity': 0.22, 'circle-radius': radius }
    })
  };
}

function dot(emblem: Mark): PaintPart {
  return {
    slot: 'point',
    part: 'count',
    counts: true,
    draw: (tokens) => ({
      type: 'circle',
      filter,
      paint: {
        'circle-color': tokens[emblem.color],
        'circle-stroke-color': tokens.surface,
        'circle-stroke-width': 1,
        'circle-radius': 3
      }
    })
  };
}

function label({ shape, glyph, color }: Mark): PaintPart {
  return {
    slot: 'count',
    part: 'count_label',
    counts: true,
    draw: (tokens, lang) => ({
      type: 'symbol',
      filter,
      layout: {
        'symbol-sort-key': ['-', 0, ['get', 'point_count']],
        'text-field': [
          'format',
          ['image', `${markPrefix}${shape}|${glyph}|${tokens[color]}|${tokens.surface}|small`],
          { 'vertical-align': 'center' },
          ['concat', ' ', ['number-format', ['get', 'point_count'], { locale: lang === 'zh' ? 'zh-CN' : 'en' }]],
          { 'vertical-align': 'center' }
        ] as unknown as string,
        'text-font': boldFontOf(lang),
        'text-size': 13,
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.9,
        'text-padding': 1,
        'icon-image': `${pillPrefix}${tokens.surface}|${tokens[color]}`,
        'icon-text-fit': 'both',
        'icon-text-fit-padding': [2, 6, 2, 4]
      },
      paint: { 'text-color': tokens.text }
    })
  };
}
