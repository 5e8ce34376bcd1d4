import { z } from 'zod';

const title = z.object({ zh: z.string().min(1).max(40), en: z.string().min(1).max(40) });

const common = {
  /** The name in addresses. */
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'small letters, digits and _, beginning with a letter'),
  title,
  /** Shown under the map while it is drawn, as plain text. */
  attribution: z.string().max(200).default(''),
  /** Map review number 审图号 of the basemap itself. */
  approval_no: z.string().min(1).max(60).optional(),
  /** `public`: residents may see it; it must then tell its review number. */
  access: z.enum(['staff', 'public']).default('staff'),
  opacity: z.number().min(0).max(1).default(1),
  /** Drawn when somebody opens the map for the first time. */
  shown: z.boolean().default(false),
  /** `ground`: over land and green, under roads and buildings, as imagery is; `base`: over those too, a whole map. */
  covers: z.enum(['ground', 'base']).default('ground')
};

const zooms = {
  minzoom: z.int().min(0).max(22).default(0),
  maxzoom: z.int().min(0).max(22).default(18)
};

const remote = {
  ...common,
  ...zooms,
  key: z.string().min(1).max(200).optional(),
  /** Values of `{s}` in the address, taken in turn. */
  subdomains: z
    .array(z.string().regex(/^[a-z0-9-]+$/))
    .min(1)
    .max(16)
    .optional(),
  /** Frame of its tiles. Maps are drawn in 3857; tiles of 4490 are re-projected by the server. */
  crs: z.enum(['EPSG:3857', 'EPSG:4490']).default('EPSG:3857'),
  tile_size: z.union([z.literal(256), z.literal(512)]).default(256),
  /** Sent along as Referer, where a key is bound to a site. */
  referer: z.url({ protocol: /^https?$/ }).optional(),
  timeout_ms: z.int().min(100).max(30_000).default(8_000)
};

const httpUrl = z.string().regex(/^https?:\/\/[^\s]+$/, 'an http:// or https:// address');

const Xyz = z.object({
  kind: z.literal('xyz'),
  url: httpUrl.refine(
    (text) => ['{z}', '{x}'].every((part) => text.includes(part)) && /\{-?y\}/.test(text),
    'an address with {z}, {x} and {y} (or {-y})'
  ),
  ...remote
});

const Wmts = z.object({
  kind: z.literal('wmts'),
  /** Of the service (GetTile is asked of it), or a template with {TileMatrix}, {TileRow} and {TileCol}. */
  url: httpUrl,
  layer: z.string().min(1).max(200),
  style: z.string().max(100).default('default'),
  matrix_set: z.string().min(1).max(100),
  /** Names of the matrices; `{z}` stands for the zoom. */
  matrix: z.string().includes('{z}').default('{z}'),
  format: z.string().max(60).default('image/png'),
  ...remote
});

const file = { path: z.string().min(1).max(1000), ...common };
const MbTiles = z.object({ kind: z.literal('mbtiles'), ...file });
const PmTiles = z.object({ kind: z.literal('pmtiles'), ...file });

const BasemapSetting = z
  .discriminatedUnion('kind', [Xyz, Wmts, MbTiles, PmTiles])
  .refine((basemap) => basemap.access !== 'public' || basemap.approval_no !== undefined, {
    path: ['approval_no'],
    error: 'the map review number 审图号, which a basemap shown to the public must tell'
  })
  .refine((basemap) => !('maxzoom' in basemap) || basemap.minzoom <= basemap.maxzoom, {
    path: ['minzoom'],
    error: 'no more than maxzoom'
  })
  .refine((basemap) => !('url' in basemap) || !basemap.url.includes('{key}') || basemap.key !== undefined, {
    path: ['key'],
    error: 'a key, which the address asks for'
  })
  .refine((basemap) => !('url' in basemap) || !basemap.url.includes('{s}') || basemap.subdomains !== undefined, {
    path: ['subdomains'],
    error: 'a list, which {s} in the address asks for'
  });

/** The file that BASEMAPS names: what may lie under the layers, lowest first. */
export const BasemapSettings = z.object({
  basemaps: z
    .array(BasemapSetting)
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'ids that differ from one another')
});

export type BasemapSetting = z.infer<typeof BasemapSetting>;
export type RemoteBasemap = Extract<BasemapSetting, { url: string }>;

/** What a page is told of a basemap. Where its tiles come from and the key are nobody's business. */
export interface ShownBasemap {
  id: string;
  title: { zh: string; en: string };
  kind: 'raster' | 'vector';
  minzoom: number;
  maxzoom: number;
  tileSize: 256 | 512;
  /** west, south, east, north in degrees. */
  bounds: [number, number, number, number] | null;
  attribution: string;
  approvalNo: string | null;
  opacity: number;
  shown: boolean;
  covers: 'ground' | 'base';
}
