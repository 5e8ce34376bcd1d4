import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Config } from '#server/config.ts';
import { actorOf, projectionOf } from '#server/access/actor.ts';
import { Problem } from '#server/http/problem.ts';

/** Headers for everything. The page's Content-Security-Policy is SvelteKit's own (nonces); two policies would intersect. */
export function securityHeaders(config: Config): RequestHandler {
  return helmet({
    contentSecurityPolicy: false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
    // Plain http on an intranet is a fact; only a site that declares https promises it.
    strictTransportSecurity: config.ORIGIN?.startsWith('https:') ?? false
  });
}

/**
 * Nothing under /api and /tiles is a document: no script, no frame, no sniffing. And it depends on who asks: no shared
 * copy, and no copy used unasked, unless a route says otherwise.
 */
export const dataPolicy: RequestHandler = (_req, res, next) => {
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('Vary', 'Cookie, Accept-Language');
  next();
};

/** Writes are taken from our own pages only: browsers say where a request comes from. */
export const sameOriginWrites: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD' || req.method === 'OPTIONS') return next();
  const site = req.get('Sec-Fetch-Site');
  const origin = req.get('Origin');
  const foreign = site
    ? site !== 'same-origin' && site !== 'none'
    : origin !== undefined && hostOf(origin) !== req.get('Host');
  if (foreign)
    throw new Problem(403, 'cross-site', {
      zh: '拒绝来自其他网站的写入请求。',
      en: 'Writes from another site are refused.'
    });
  next();
};

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Requests to the API per address and minute; an office behind one address stays well below it. */
export function apiLimit(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: 3_000,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: () => {
      throw new Problem(
        429,
        'too-many-requests',
        { zh: '请求过于频繁，请稍后再试。', en: 'Too many requests; try again in a minute.' },
        {},
        { 'Retry-After': '60' }
      );
    }
  });
}

/**
 * The public gate: without a map review number 审图号 the public map is served in demo or development only
 * (地图管理条例; the number is the operator's to obtain).
 */
export function publicGate(config: Config): RequestHandler {
  const open = config.PUBLIC_MAP_APPROVAL_NO !== undefined || config.DEMO === 'on' || config.NODE_ENV !== 'production';
  return (req, _res, next) => {
    if (open || projectionOf(actorOf(req)) === 'staff') return next();
    throw new Problem(403, 'no-map-approval', {
      zh: '公开地图须设置审图号（PUBLIC_MAP_APPROVAL_NO）后方可提供。',
      en: 'The public map is served once its review number is set (PUBLIC_MAP_APPROVAL_NO).'
    });
  };
}
