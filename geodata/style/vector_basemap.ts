import type { FilterSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { basemapSource, type DrawnBasemap } from '#geodata/style/basemap_source.ts';
import { fontOf, zoomed } from '#geodata/style/paint.ts';
import type { Tokens } from '#geodata/style/tokens.ts';

const isClass = (...classes: string[]) => ['match', ['get', 'class'], classes, true, false] as FilterSpecification;

/**
 * Vector tiles in the OpenMapTiles schema in our own colours. Boundaries are no part of it (the server sends none), nor
 * are names of countries and provinces: what the national rules for maps say of them is not known to such tiles.
 * Coarse tiles leave the streets to our own layers.
 */
export function vectorBasemap(basemap: DrawnBasemap, tokens: Tokens, lang: 'zh' | 'en'): LayerSpecification[] {
  const { id, opacity, maxzoom } = basemap;
  const source = basemapSource(id);
  const part = (name: string, sourceLayer: string) => ({
    ...{ id: `${source}:${name}`, source, 'source-layer': sourceLayer, maxzoom: maxzoom < 14 ? maxzoom + 3 : 24 }
  });
  const area = (name: string, layer: string, color: string, filter?: FilterSpecification): LayerSpecification => ({
    ...part(name, layer),
    ...{ type: 'fill', paint: { 'fill-color': color, 'fill-opacity': opacity } },
    ...(filter && { filter })
  });
  const line = (name: string, layer: string, color: string, widths: number[], filter?: FilterSpecification) =>
    ({
      ...part(name, layer),
      ...{ type: 'line', layout: { 'line-join': 'round', 'line-cap': 'round' } },
      paint: { 'line-color': color, 'line-width': zoomed(...widths), 'line-opacity': opacity },
      ...(filter && { filter })
    }) as LayerSpecification;
  return [
    area('green', 'landcover', tokens.green, isClass('wood', 'grass', 'forest')),
    area('homes', 'landuse', tokens.residential, isClass('residential', 'suburb', 'neighbourhood')),
    area('park', 'park', tokens.green),
    area('water', 'water', tokens.water),
    line('stream', 'waterway', tokens.water, [8, 0.5, 14, 2]),
    line('minor', 'transportation', tokens.roadMinor, [8, 0.4, 14, 3], isClass('tertiary', 'minor', 'secondary')),
    line('major', 'transportation', tokens.roadMajor, [5, 0.4, 14, 4], isClass('primary', 'trunk')),
    line('motorway', 'transportation', tokens.roadMotorway, [5, 0.6, 14, 5], isClass('motorway')),
    line('rail', 'transportation', tokens.rail, [8, 0.4, 14, 1.2], isClass('rail')),
    names(part('place', 'place'), opacity, tokens, lang)
  ];
}

function names(
  part: { id: string; source: string; 'source-layer': string; maxzoom: number },
  opacity: number,
  tokens: Tokens,
  lang: 'zh' | 'en'
): LayerSpecification {
  const written = lang === 'zh' ? ['name:zh', 'name'] : ['name:en', 'name:latin', 'name'];
  return {
    ...part,
    type: 'symbol',
    filter: isClass('city', 'town', 'village', 'suburb'),
    layout: {
      'text-field': ['coalesce', ...written.map((field) => ['get', field]), ''] as unknown as string,
      'text-font': fontOf(lang),
      'text-size': ['match', ['get', 'class'], 'city', 15, 'town', 13, 12],
      'symbol-sort-key': ['coalesce', ['get', 'rank'], 99],
      'text-max-width': 8
    },
    paint: {
      'text-color': tokens.text,
      'text-halo-color': tokens.halo,
      'text-halo-width': 1.4,
      'text-opacity': opacity
    }
  };
}
