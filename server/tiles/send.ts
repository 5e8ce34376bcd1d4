import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { StoredTile } from '#server/tiles/cache.ts';

/** Answers with a tile: 204 when it draws nothing, 304 when the caller has it, compressed unless they cannot take it. */
export function sendTile(
  req: IncomingMessage,
  res: ServerResponse,
  { body, etag }: StoredTile,
  cacheControl: string
): void {
  const headers: OutgoingHttpHeaders = { 'Cache-Control': cacheControl, Vary: 'Cookie, Accept-Encoding' };
  if (!body) {
    res.writeHead(204, headers).end();
    return;
  }
  const zipped = takesGzip(req.headers['accept-encoding']);
  // Another encoding is another representation, and a strong tag names exactly one.
  headers.ETag = zipped ? etag : etag.replace(/"$/, '-plain"');
  if (isKnown(req.headers['if-none-match'], headers.ETag)) {
    res.writeHead(304, headers).end();
    return;
  }
  const bytes = zipped ? body : gunzipSync(body);
  headers['Content-Type'] = 'application/vnd.mapbox-vector-tile';
  headers['Content-Length'] = bytes.length;
  if (zipped) headers['Content-Encoding'] = 'gzip';
  res.writeHead(200, headers).end(bytes);
}

function takesGzip(accepted: string | undefined): boolean {
  return accepted !== undefined && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted);
}

function isKnown(known: string | undefined, tag: string): boolean {
  return known !== undefined && (known.includes(tag) || known.trim() === '*');
}
