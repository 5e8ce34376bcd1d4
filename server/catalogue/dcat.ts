import { departments } from '#geodata/codes/departments.ts';
import { findLayer } from '#geodata/layers/index.ts';
import type { Words } from '#geodata/layers/define.ts';
import { shareConditions, type Sensitivity, type UpdateCycle } from '#geodata/layers/stewardship.ts';
import type { Entry } from '#server/catalogue/catalogue.service.ts';

const frequency: Record<UpdateCycle, string> = {
  continuous: 'CONT',
  daily: 'DAILY',
  weekly: 'WEEKLY',
  monthly: 'MONTHLY',
  quarterly: 'QUARTERLY',
  annual: 'ANNUAL',
  as_needed: 'IRREG'
};
const rights: Record<Sensitivity, string> = { open: 'PUBLIC', internal: 'NON_PUBLIC', sensitive: 'RESTRICTED' };
const authority = 'http://publications.europa.eu/resource/authority';
const mediaType = (type: string) => ({ '@id': `http://www.iana.org/assignments/media-types/${type}` });

const context = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  locn: 'http://www.w3.org/ns/locn#'
};

/** The catalogue as DCAT 3 in JSON-LD, with the terms DCAT-AP asks for. Addresses are absolute. */
export function dcatOf(entries: readonly Entry[], origin: string, now: Date) {
  return {
    '@context': context,
    '@id': `${origin}/data`,
    '@type': 'dcat:Catalog',
    'dct:title': texts({ zh: '格治数据目录', en: 'Gezhi data catalogue' }),
    'dct:description': texts({
      zh: '本系统的空间数据图层，按调用者可见的范围列出。',
      en: 'The layers of spatial data kept here, as far as the caller may see them.'
    }),
    'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': texts({ zh: '格治', en: 'Gezhi' }) },
    'dct:language': [{ '@id': `${authority}/language/ZHO` }, { '@id': `${authority}/language/ENG` }],
    'dct:modified': dateTime(now),
    'foaf:homepage': { '@id': `${origin}/data` },
    'dcat:service': { '@id': `${origin}/ogc` },
    'dcat:dataset': entries.map((entry) => datasetOf(entry, origin)),
    '@included': [
      {
        '@id': `${origin}/ogc`,
        '@type': 'dcat:DataService',
        'dct:title': texts({ zh: '格治要素服务', en: 'Gezhi features' }),
        'dcat:endpointURL': { '@id': `${origin}/ogc` },
        'dcat:endpointDescription': { '@id': `${origin}/ogc/api` },
        'dct:conformsTo': { '@id': 'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core' },
        'dcat:servesDataset': entries.map(({ id }) => ({ '@id': `${origin}/data/${id}` }))
      }
    ]
  };
}

function datasetOf(entry: Entry, origin: string) {
  const layer = findLayer(entry.id)!;
  const page = `${origin}/data/${layer.id}`;
  const owner = departments.get(layer.owner)!;
  const terms = [shareConditions[layer.shareCondition], ...(layer.shareTerms ? [layer.shareTerms] : [])];
  return {
    '@id': page,
    '@type': 'dcat:Dataset',
    'dct:identifier': layer.id,
    'dct:title': texts(layer.title),
    'dct:description': texts(layer.about),
    'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': texts(owner) },
    'dct:accrualPeriodicity': { '@id': `${authority}/frequency/${frequency[layer.updateCycle]}` },
    'dct:accessRights': { '@id': `${authority}/access-right/${rights[layer.sensitivity]}` },
    'dct:rights': { '@type': 'dct:RightsStatement', 'dct:description': terms.flatMap(texts) },
    ...(entry.freshAt && { 'dct:modified': dateTime(entry.freshAt) }),
    ...(entry.extent && { 'dct:spatial': spatial(entry.extent) }),
    'dct:source': entry.sources.map(({ source }) => ({ 'dct:title': source })),
    'dcat:landingPage': { '@id': page },
    'dcat:distribution': distributionsOf(layer.id, origin)
  };
}

function distributionsOf(id: string, origin: string) {
  const file = `${origin}/api/layers/${id}/export?format=`;
  const service = { 'dcat:accessService': { '@id': `${origin}/ogc` } };
  const kinds = [
    { title: 'OGC API – Features', at: `${origin}/ogc/collections/${id}`, type: 'application/geo+json', more: service },
    { title: 'Mapbox Vector Tiles', at: `${origin}/tiles/${id}.json`, type: 'application/vnd.mapbox-vector-tile' },
    { title: 'GeoJSON', at: `${file}geojson`, type: 'application/geo+json', isFile: true },
    { title: 'CSV', at: `${file}csv`, type: 'text/csv', isFile: true },
    { title: 'GeoPackage', at: `${file}gpkg`, type: 'application/geopackage+sqlite3', isFile: true }
  ];
  return kinds.map(({ title, at, type, isFile, more }) => ({
    '@type': 'dcat:Distribution',
    'dct:title': title,
    'dcat:accessURL': { '@id': at },
    ...(isFile && { 'dcat:downloadURL': { '@id': at } }),
    'dcat:mediaType': mediaType(type),
    ...more
  }));
}

function spatial([west, south, east, north]: readonly [number, number, number, number]) {
  const ring = [`${west} ${south}`, `${east} ${south}`, `${east} ${north}`, `${west} ${north}`, `${west} ${south}`];
  const wkt = 'http://www.opengis.net/ont/geosparql#wktLiteral';
  return { '@type': 'dct:Location', 'dcat:bbox': { '@type': wkt, '@value': `POLYGON((${ring.join(',')}))` } };
}

function texts({ zh, en }: Words) {
  return [
    { '@language': 'zh', '@value': zh },
    { '@language': 'en', '@value': en }
  ];
}

function dateTime(at: Date) {
  return { '@type': 'xsd:dateTime', '@value': at.toISOString() };
}
