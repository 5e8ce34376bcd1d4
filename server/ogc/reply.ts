import type { Request, Response } from 'express';
import { z } from 'zod';
import { actorOf, projectionOf, type Actor } from '#server/access/actor.ts';
import type { Config } from '#server/config.ts';
import { langOf } from '#server/http/lang.ts';
import { originOf } from '#server/http/origin.ts';
import { Problem } from '#server/http/problem.ts';
import { route, type Route } from '#server/http/route.ts';
import { pagePolicy } from '#server/ogc/html.ts';
import { media, selfLinks, type Link } from '#server/ogc/links.ts';
import { refuse } from '#server/ogc/params.ts';

/** What a resource is made from. */
export interface Asked {
  actor: Actor;
  lang: 'zh' | 'en';
  /** Address of the site, and of the service in it. */
  origin: string;
  base: string;
  req: Request;
  /** Parts of the path. */
  layer: string;
  item: string;
  /** Links to the resource itself in its formats. */
  links: Link[];
  format: 'json' | 'html';
}

export interface Resource {
  /** A document, or the text of one that is ready to be sent. */
  json: unknown;
  /** Made only if asked for. */
  html: () => string;
  headers?: Record<string, string>;
}

const names = { layer: z.string().meta({ description: 'registry id, for example buildings' }), item: z.string() };

/** One resource of the service, in JSON and in HTML, by the caller's `f` or Accept. */
export function resource(
  config: Config,
  declared: {
    path: string;
    summary: string;
    /** Media type of its JSON. */
    type?: string;
    make: (asked: Asked) => Resource | Promise<Resource>;
  }
): Route {
  const { path, summary, type = media.json, make } = declared;
  const params = Object.fromEntries(Object.entries(names).filter(([name]) => path.includes(`{${name}}`)));
  const isCollection = 'layer' in params;
  const replies = { 200: summary, 400: 'A parameter is not known or not valid' };
  return route({
    method: 'get',
    path: `/ogc${path}`,
    summary: `OGC API – Features: ${summary}`,
    access: isCollection ? 'layer' : 'public',
    params,
    replies: isCollection ? { ...replies, 403: 'Not for this role', 404: 'No such collection or feature' } : replies,
    type,
    handle: async ({ actor, params, req, res }) => {
      const format = formatOf(req);
      const origin = originOf(config, req);
      const links = selfLinks(origin, req, format, type);
      const { layer = '', item = '' } = params;
      const asked = { ...{ actor, lang: langOf(req), origin, base: `${origin}/ogc`, req, layer, item, links, format } };
      send(req, res, format, type, await make(asked));
    }
  });
}

function formatOf(req: Request): 'json' | 'html' {
  const { f } = req.query;
  if (f === 'json' || f === 'html') return f;
  if (f !== undefined) throw refuse('f', { zh: 'f 应为 json 或 html。', en: 'f is json or html.' });
  const accepted = req.accepts([
    media.geojson,
    media.json,
    'application/vnd.oai.openapi+json',
    media.schema,
    media.html
  ]);
  if (accepted) return accepted === media.html ? 'html' : 'json';
  throw new Problem(406, 'not-acceptable', {
    zh: '此处只提供 JSON（GeoJSON）与 HTML。',
    en: 'JSON (GeoJSON) and HTML are what can be had here.'
  });
}

function send(req: Request, res: Response, format: 'json' | 'html', type: string, made: Resource): void {
  res.set({ 'Content-Language': langOf(req) === 'zh' ? 'zh-CN' : 'en', Vary: 'Cookie, Accept-Language, Accept' });
  // What anybody may have, any site's pages may read; they are never sent a visitor's cookie.
  if (projectionOf(actorOf(req)) === 'public')
    res.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Content-Crs' });
  if (format === 'html') {
    res.set('Content-Security-Policy', pagePolicy).type('html').send(made.html());
    return;
  }
  res.set({ ...made.headers, 'Content-Type': type.includes('charset') ? type : `${type}; charset=utf-8` });
  const body = Buffer.from(typeof made.json === 'string' ? made.json : JSON.stringify(made.json));
  res.set('Content-Length', String(body.length)).end(req.method === 'HEAD' ? undefined : body);
}
