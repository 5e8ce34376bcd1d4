import type { FilterSpecification, LayerSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Layer } from '#geodata/layers/define.ts';
import type { DrawnBasemap } from '#geodata/style/basemap_source.ts';
import { basemapLayers, basemapSources } from '#geodata/style/basemaps.ts';
import { counts } from '#geodata/style/counts.ts';
import { highlight } from '#geodata/style/highlight.ts';
import { outlineLayers, outlineSource, type Outline } from '#geodata/style/outline.ts';
import { fontOf, slots, type PaintPart } from '#geodata/style/paint.ts';
import { themes, type Theme } from '#geodata/style/tokens.ts';
import { wayLayers, waySource, type Way } from '#geodata/style/way.ts';

export interface StyleOptions {
  theme: Theme;
  lang: 'zh' | 'en';
  /** What the viewer may see, in registry order. */
  layers: readonly Layer[];
  /** Where tiles come from, `https://host` without a slash at the end. */
  origin: string;
  /** Ids that are switched on; the others are in the style, hidden. */
  visible: ReadonlySet<string>;
  /** Of one layer, only the features whose property has that value. */
  only?: { layer: string; property: string; value: string } | null;
  /** A time of the past that tiles are asked as of, ISO 8601 in UTC; absent: now. */
  asOf?: string | undefined;
  /** What lies under the layers, lowest first. */
  basemaps?: readonly DrawnBasemap[];
  /** Where a feature lay in an earlier version. */
  outline?: Outline | null;
  /** Of layers that know when something was reported, only what falls into the window; ISO 8601 in UTC. */
  during?: { from: string; to: string } | null;
  /** A way between two places, or what is reached from one. */
  way?: Way | null;
}

/** Addresses of a layer's tiles. */
export const tilesOf = ({ id }: Layer, { origin, asOf }: Pick<StyleOptions, 'origin' | 'asOf'>) => [
  `${origin}/tiles/${id}/{z}/{x}/{y}${asOf ? `?as_of=${asOf}` : ''}`
];

/**
 * The map's style from the registry: one vector source per layer, its parts stacked by slot and then by registry order,
 * count bubbles where tiles carry counts, and a highlight for hover and selection.
 * Style layer ids are `<layer>:<part>`.
 */
export function buildStyle(options: StyleOptions): StyleSpecification {
  const { theme, lang, layers, origin, outline, way, basemaps = [] } = options;
  const tokens = themes[theme];
  const parts = layers.flatMap((layer) =>
    [...layer.paint, ...highlight(layer), ...counts(layer)].map((part) => ({ layer, part }))
  );
  const stacked = slots.flatMap((slot) => [
    ...parts.filter(({ part }) => part.slot === slot).map(({ layer, part }) => place(layer, part, options)),
    ...basemapLayers(basemaps, slot, tokens, lang)
  ]);
  return {
    version: 8,
    name: 'Gezhi',
    sources: {
      ...Object.fromEntries(
        layers.map((layer) => [
          layer.id,
          {
            type: 'vector',
            tiles: tilesOf(layer, options),
            minzoom: layer.aggregated ? 0 : layer.minzoom,
            maxzoom: layer.maxzoom
          }
        ])
      ),
      ...basemapSources(basemaps, origin),
      ...(outline && outlineSource(outline)),
      ...(way && waySource(way))
    },
    light: { anchor: 'map', position: [1.2, 200, 40], intensity: 0.25 },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': tokens.land } },
      ...basemapLayers(basemaps, 'land', tokens, lang),
      ...stacked,
      ...(outline ? outlineLayers(tokens) : []),
      ...(way ? wayLayers(tokens) : [])
    ]
  };
}

function place(
  layer: Layer,
  part: PaintPart,
  { theme, lang, visible, only, during }: StyleOptions
): LayerSpecification {
  const drawn = part.draw(themes[theme], lang);
  const narrowed = only?.layer === layer.id ? only : null;
  const timed = during && layer.tile.includes(TIME) ? during : null;
  let filter = narrowed ? withValue(drawn.filter, narrowed.property, narrowed.value) : drawn.filter;
  if (timed) filter = within(filter, timed);
  // Counts are of all kinds: beside some of them they would be wrong.
  const shown = visible.has(layer.id) && !((narrowed || timed) && part.counts);
  return {
    minzoom: layer.aggregated ? 0 : layer.minzoom,
    ...drawn,
    ...(filter && { filter }),
    id: `${layer.id}:${part.part}`,
    source: layer.id,
    'source-layer': layer.id,
    layout: {
      ...(drawn.type === 'symbol' && { 'text-font': fontOf(lang) }),
      ...drawn.layout,
      visibility: shown ? 'visible' : 'none'
    }
  };
}

/** Column by which the map's clock shows and hides features. */
const TIME = 'reported_at';

/** Times of tiles are text in UTC, `2026-07-01T08:00:00Z`, whose order is that of the times. */
function within(
  filter: FilterSpecification | undefined,
  { from, to }: { from: string; to: string }
): FilterSpecification {
  return ['all', filter ?? true, ['>=', ['get', TIME], from], ['<', ['get', TIME], to]] as FilterSpecification;
}

function withValue(filter: FilterSpecification | undefined, property: string, value: string): FilterSpecification {
  return ['all', filter ?? true, ['==', ['get', property], value]] as FilterSpecification;
}
