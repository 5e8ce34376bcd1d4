import type { Pool } from 'pg';
import { visibleLayers } from '#server/access/layers.ts';
import type { Config } from '#server/config.ts';
import { publishedFields } from '#server/features/published.ts';
import type { Route } from '#server/http/route.ts';
import { apiDocument } from '#server/ogc/api-document.ts';
import * as documents from '#server/ogc/documents.ts';
import { linkWith, media, type Link } from '#server/ogc/links.ts';
import * as service from '#server/ogc/ogc.service.ts';
import * as pages from '#server/ogc/pages.ts';
import { assertKnown, crsOf } from '#server/ogc/params.ts';
import { queryablesSchema } from '#server/ogc/queryables.ts';
import { resource, type Asked, type Resource } from '#server/ogc/reply.ts';

/** OGC API – Features at /ogc: every layer the caller may see, gated and scoped as tiles are. */
export function ogcRoutes(pool: Pool, config: Config): Route[] {
  const context: service.OgcContext = { pool, timeZone: config.TIME_ZONE };
  return [
    resource(config, { path: '', summary: 'landing page', make: landing }),
    // Clients that join addresses ask for it with a slash.
    resource(config, { path: '/', summary: 'landing page', make: landing }),
    resource(config, { path: '/api', summary: 'the service in OpenAPI 3.0', type: media.openapi, make: api }),
    resource(config, { path: '/conformance', summary: 'standards kept', make: conformance }),
    resource(config, {
      path: '/collections',
      summary: 'collections the caller may see',
      make: (asked) => collections(context, asked)
    }),
    resource(config, {
      path: '/collections/{layer}',
      summary: 'a collection',
      make: (asked) => collection(context, asked)
    }),
    resource(config, {
      path: '/collections/{layer}/queryables',
      summary: 'fields one may filter by',
      type: media.schema,
      make: (asked) => queryables(context, asked)
    }),
    resource(config, {
      path: '/collections/{layer}/items',
      summary: 'features by box, time and CQL2 filter, page by page',
      type: media.geojson,
      make: (asked) => items(context, asked)
    }),
    resource(config, {
      path: '/collections/{layer}/items/{item}',
      summary: 'one feature',
      type: media.geojson,
      make: (asked) => item(context, asked)
    })
  ];
}

function landing({ req, base, origin, lang, links }: Asked): Resource {
  assertKnown(req.query);
  const json = documents.landingPage(base, origin, lang, links);
  return { json, html: () => pages.landingHtml(lang, json.description, json.links) };
}

function api({ req, base, lang, actor }: Asked): Resource {
  assertKnown(req.query);
  const json = apiDocument(
    base,
    visibleLayers(actor).map(({ id }) => id)
  );
  return { json, html: () => pages.apiHtml(lang, base, json.paths) };
}

function conformance({ req, base, lang }: Asked): Resource {
  assertKnown(req.query);
  const json = { conformsTo: documents.conformance };
  return { json, html: () => pages.conformanceHtml(lang, base, documents.conformance) };
}

async function collections(context: service.OgcContext, { req, actor, links, ...where }: Asked): Promise<Resource> {
  assertKnown(req.query);
  const found = await service.listCollections(context, actor);
  const listed = found.map(({ layer, extent }) => documents.collectionOf(layer, { ...where, extent }));
  return {
    json: { links, collections: listed },
    html: () =>
      pages.collectionsHtml(
        where.lang,
        where.base,
        found.map(({ layer }) => layer)
      )
  };
}

async function collection(context: service.OgcContext, { req, actor, links, ...where }: Asked): Promise<Resource> {
  assertKnown(req.query);
  const { layer, extent } = await service.oneCollection(context, actor, where.layer);
  const json = documents.collectionOf(layer, { ...where, extent, links });
  return { json, html: () => pages.collectionHtml(where.lang, where.base, layer, extent, json.links) };
}

async function queryables(context: service.OgcContext, { req, actor, lang, base, ...where }: Asked): Promise<Resource> {
  assertKnown(req.query);
  const { layer } = await service.oneCollection(context, actor, where.layer);
  const fields = publishedFields(layer, actor);
  const json = queryablesSchema(layer, fields, `${base}/collections/${layer.id}/queryables`, lang);
  return { json, html: () => pages.queryablesHtml(lang, base, layer, fields) };
}

async function items(context: service.OgcContext, asked: Asked): Promise<Resource> {
  const { req, actor, base, origin, lang, links } = asked;
  const page = await service.itemsOf(context, actor, asked.layer, req.query);
  const { layer, crs, matched, returned } = page;
  const next = page.next === null ? undefined : linkWith(origin, req, { after: String(page.next) });
  const all: Link[] = [
    ...links,
    ...(next ? [{ href: next, rel: 'next', type: media.geojson }] : []),
    { href: `${base}/collections/${layer.id}`, rel: 'collection', type: media.json }
  ];
  const head = {
    type: 'FeatureCollection',
    timeStamp: new Date().toISOString(),
    numberMatched: matched,
    numberReturned: returned,
    links: all
  };
  return {
    // The features are text from the database already, and are not read again on their way out.
    json: `${JSON.stringify(head).slice(0, -1)},"features":[${page.text}]}`,
    html: () => {
      const features = JSON.parse(`[${page.text}]`) as pages.Feature[];
      return pages.itemsHtml(lang, base, layer, publishedFields(layer, actor), { features, matched, next });
    },
    headers: { 'Content-Crs': `<${crs.uri}>` }
  };
}

async function item(context: service.OgcContext, asked: Asked): Promise<Resource> {
  const { req, actor, base, origin, lang, links } = asked;
  const crs = crsOf('crs', assertKnown(req.query, ['crs']).crs);
  const { layer, text } = await service.itemOf(context, actor, asked.layer, asked.item, crs);
  const all: Link[] = [
    ...links,
    { href: `${base}/collections/${layer.id}`, rel: 'collection', type: media.json },
    {
      href: `${origin}/api/layers/${layer.id}/features/${asked.item}/versions`,
      rel: 'version-history',
      type: media.json
    }
  ];
  return {
    json: `${text.slice(0, -1)},"links":${JSON.stringify(all)}}`,
    html: () => pages.itemHtml(lang, base, layer, publishedFields(layer, actor), JSON.parse(text) as pages.Feature),
    headers: { 'Content-Crs': `<${crs.uri}>` }
  };
}
