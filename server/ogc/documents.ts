import type { Layer } from '#geodata/layers/define.ts';
import { departments } from '#geodata/codes/departments.ts';
import { crs84, offeredCrs } from '#geodata/spatial/crs.ts';
import { media, type Link } from '#server/ogc/links.ts';

type Lang = 'zh' | 'en';
export type Extent = [west: number, south: number, east: number, north: number];

const features = 'http://www.opengis.net/spec/ogcapi-features';
const cql2 = 'http://www.opengis.net/spec/cql2/1.0/conf';

/** What is kept of the standards; tests/api/ogc*.test.ts hold every one of them. */
export const conformance = [
  ...['core', 'oas30', 'html', 'geojson'].map((name) => `${features}-1/1.0/conf/${name}`),
  `${features}-2/1.0/conf/crs`,
  ...['queryables', 'queryables-query-parameters', 'filter', 'features-filter'].map(
    (name) => `${features}-3/1.0/conf/${name}`
  ),
  ...['cql2-text', 'cql2-json', 'basic-cql2', 'advanced-comparison-operators', 'case-insensitive-comparison'].map(
    (name) => `${cql2}/${name}`
  ),
  ...['basic-spatial-functions', 'basic-spatial-functions-plus', 'temporal-functions', 'property-property'].map(
    (name) => `${cql2}/${name}`
  )
];

const words = {
  title: { zh: '格治要素服务', en: 'Gezhi features' },
  about: {
    zh: '格治的空间数据，按 OGC API – Features 提供。可见的图层与字段取决于调用者的权限与管辖范围。',
    en: 'The spatial data of Gezhi by OGC API – Features. Layers and fields depend on who asks and on their scope.'
  },
  api: { zh: '接口说明', en: 'The API' },
  conformance: { zh: '所遵循的标准', en: 'Standards kept' },
  collections: { zh: '数据集', en: 'Collections' },
  items: { zh: '要素', en: 'Features' },
  queryables: { zh: '可查询字段', en: 'Queryable fields' },
  tiles: { zh: '矢量瓦片（TileJSON）', en: 'Vector tiles (TileJSON)' },
  catalogue: { zh: '数据目录', en: 'Catalogue' }
};

/** The landing page: where everything else is. */
export function landingPage(base: string, origin: string, lang: Lang, links: Link[]) {
  return {
    title: words.title[lang],
    description: words.about[lang],
    links: [
      ...links,
      { href: `${base}/api`, rel: 'service-desc', type: media.openapi, title: words.api[lang] },
      { href: `${base}/api?f=html`, rel: 'service-doc', type: media.html, title: words.api[lang] },
      { href: `${base}/conformance`, rel: 'conformance', type: media.json, title: words.conformance[lang] },
      { href: `${base}/collections`, rel: 'data', type: media.json, title: words.collections[lang] },
      { href: `${origin}/data`, rel: 'describedby', type: media.html, title: words.catalogue[lang] }
    ]
  };
}

/** A collection: the layer in words, where it lies, and where its features are. */
export function collectionOf(
  layer: Layer,
  {
    base,
    origin,
    lang,
    extent,
    links = []
  }: { base: string; origin: string; lang: Lang; extent: Extent | null; links?: Link[] }
) {
  const own = `${base}/collections/${layer.id}`;
  return {
    id: layer.id,
    title: layer.title[lang],
    description: layer.about[lang],
    attribution: departments.get(layer.owner)?.[lang],
    itemType: 'feature',
    extent: {
      ...(extent && { spatial: { bbox: [extent], crs: crs84.uri } }),
      temporal: { interval: [[null, null]], trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian' }
    },
    crs: offeredCrs.map(({ uri }) => uri),
    storageCrs: crs84.uri,
    links: [
      ...(links.length ? links : [{ href: own, rel: 'self', type: media.json }]),
      { href: `${own}/items`, rel: 'items', type: media.geojson, title: words.items[lang] },
      { href: `${own}/items?f=html`, rel: 'items', type: media.html, title: words.items[lang] },
      {
        href: `${own}/queryables`,
        rel: 'http://www.opengis.net/def/rel/ogc/1.0/queryables',
        type: media.schema,
        title: words.queryables[lang]
      },
      { href: `${origin}/tiles/${layer.id}.json`, rel: 'tiles', type: media.json, title: words.tiles[lang] },
      { href: `${origin}/data/${layer.id}`, rel: 'describedby', type: media.html, title: words.catalogue[lang] }
    ]
  };
}
