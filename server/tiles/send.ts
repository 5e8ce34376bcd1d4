import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { StoredTile } from '#server/tiles/cache.ts';

/** Answers with a tile: 204 when it draws nothing, 304 when the caller has it, compressed unless they cannot take it. */
export function sendTile(req: IncomingMessage, res: ServerResponse, { body, etag }: StoredTile): void {
  if (!body) {
    res.writeHead(204).end();
    return;
  }
  const zipped = takesGzip(req.headers['accept-encoding']);
  // Another encoding is another representation, and a strong tag names exactly one.
  const tag = zipped ? etag : etag.replace(/"$/, '-plain"');
  res.setHeader('ETag', tag);
  if (isKnown(req.headers['if-none-match'], tag)) {
    res.writeHead(304).end();
    return;
  }
  const bytes = zipped ? body : gunzipSync(body);
  res.setHeader('Content-Type', 'application/vnd.mapbox-vector-tile');
  res.setHeader('Content-Length', bytes.length);
  if (zipped) res.setHeader('Content-Encoding', 'gzip');
  res.writeHead(200).end(bytes);
}

function takesGzip(accepted: string | undefined): boolean {
  return accepted !== undefined && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted);
}

function isKnown(known: string | undefined, tag: string): boolean {
  return known !== undefined && (known.includes(tag) || known.trim() === '*');
}
