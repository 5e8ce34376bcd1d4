import type { ShownBasemap } from '#geodata/schemas/basemaps.ts';

/** A basemap as it is to be drawn: `opacity` is the viewer's. */
export type DrawnBasemap = Pick<
  ShownBasemap,
  'id' | 'kind' | 'minzoom' | 'maxzoom' | 'tileSize' | 'bounds' | 'covers' | 'opacity'
>;

/** Sources and style layers of basemaps are named so that nobody takes them for a layer of the registry. */
export const basemapSource = (id: string) => `basemap:${id}`;

/** The basemap a source belongs to, undefined for every other source. */
export const basemapOf = (source: string) =>
  source.startsWith('basemap:') ? source.slice('basemap:'.length) : undefined;
