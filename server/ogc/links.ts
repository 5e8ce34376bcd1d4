import type { Request } from 'express';

export interface Link {
  href: string;
  rel: string;
  type?: string;
  title?: string;
}

export const media = {
  json: 'application/json',
  geojson: 'application/geo+json',
  html: 'text/html',
  schema: 'application/schema+json',
  openapi: 'application/vnd.oai.openapi+json;version=3.0'
} as const;

/** A resource as it was asked for, and in its other format. */
export function selfLinks(origin: string, req: Request, shown: 'json' | 'html', type: string): Link[] {
  const url = new URL(req.originalUrl, origin);
  const as = (f: 'json' | 'html') => {
    const other = new URL(url);
    other.searchParams.set('f', f);
    return other.href;
  };
  const other = shown === 'json' ? 'html' : 'json';
  return [
    { href: url.href, rel: 'self', type: shown === 'json' ? type : media.html },
    { href: as(other), rel: 'alternate', type: other === 'json' ? type : media.html }
  ];
}

/** The same request with other parameters. */
export function linkWith(origin: string, req: Request, changes: Record<string, string>): string {
  const url = new URL(req.originalUrl, origin);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return url.href;
}
