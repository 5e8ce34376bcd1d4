import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import { basemapSource, type DrawnBasemap } from '#geodata/style/basemap_source.ts';
import { vectorBasemap } from '#geodata/style/vector_basemap.ts';
import type { Slot } from '#geodata/style/paint.ts';
import type { Tokens } from '#geodata/style/tokens.ts';

export function basemapSources(basemaps: readonly DrawnBasemap[], origin: string): Record<string, SourceSpecification> {
  return Object.fromEntries(
    basemaps.map(({ id, kind, minzoom, maxzoom, tileSize, bounds }) => {
      const tiles = [`${origin}/basemaps/${id}/{z}/{x}/{y}`];
      const zooms = { minzoom, maxzoom, ...(bounds && { bounds }) };
      const source: SourceSpecification =
        kind === 'vector' ? { type: 'vector', tiles, ...zooms } : { type: 'raster', tiles, tileSize, ...zooms };
      return [basemapSource(id), source];
    })
  );
}

/**
 * Style layers of the basemaps that lie at a height: vector ones under all layers, pictures over the ground or over the
 * whole base map.
 * @param height `land`, right above the background, or the slot they follow
 */
export function basemapLayers(
  basemaps: readonly DrawnBasemap[],
  height: 'land' | Slot,
  tokens: Tokens,
  lang: 'zh' | 'en'
): LayerSpecification[] {
  return basemaps
    .filter((basemap) => heightOf(basemap) === height)
    .flatMap((basemap) => (basemap.kind === 'vector' ? vectorBasemap(basemap, tokens, lang) : [picture(basemap)]));
}

function heightOf({ kind, covers }: DrawnBasemap): 'land' | Slot {
  if (kind === 'vector') return 'land';
  return covers === 'ground' ? 'ground' : 'building';
}

function picture({ id, opacity }: DrawnBasemap): LayerSpecification {
  const source = basemapSource(id);
  return { id: source, type: 'raster', source, paint: { 'raster-opacity': opacity } };
}
