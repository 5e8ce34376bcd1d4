import { openapi } from '#server/docs/openapi.ts';
import { route, type Operation, type Route } from '#server/http/route.ts';

/**
 * The API's description: for machines at /openapi.json, for people at /docs. Open.
 * @param others every other route's operation
 */
export function docsRoutes(others: readonly Operation[]): Route[] {
  const routes = [
    route({
      method: 'get',
      path: '/api/openapi.json',
      summary: 'This description',
      access: 'open',
      replies: { 200: 'OpenAPI 3.1' },
      handle: ({ res }) => {
        res.type('application/json').send(document);
      }
    }),
    route({
      method: 'get',
      path: '/api/docs',
      summary: 'This description, to read',
      access: 'open',
      replies: { 200: 'A page' },
      type: 'text/html',
      handle: ({ res }) => {
        res
          .set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
          .type('html')
          .send(page);
      }
    })
  ];
  const all = [...others, ...routes.map(({ operation }) => operation)];
  const document = JSON.stringify(openapi(all));
  const page = readable(all);
  return routes;
}

/** One plain page without script: every route, what it takes, what it answers. */
function readable(operations: readonly Operation[]): string {
  const rows = operations
    .map((op) => {
      const takes = [
        ...Object.keys(op.params ?? {}),
        ...Object.keys(op.query?.shape ?? {}),
        ...(op.body ? ['JSON'] : op.takes ? [op.takes] : [])
      ];
      const replies = Object.entries(op.replies).map(([status, text]) => `${status} ${text}`);
      return `<tr><td><code>${op.method.toUpperCase()} ${op.path}</code></td><td>${op.summary}</td><td>${op.access}</td><td>${takes.join(', ')}</td><td>${replies.join('<br>')}</td></tr>`;
    })
    .join('\n');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Gezhi API</title><style>
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #8886;padding:.5rem;text-align:left;vertical-align:top}
code{white-space:nowrap}</style>
<h1>Gezhi 格治 API</h1>
<p>The same for machines: <a href="/api/openapi.json">/api/openapi.json</a>. Errors are RFC 9457 problem details.</p>
<table><thead><tr><th>Route</th><th>What it does</th><th>Who may</th><th>Takes</th><th>Answers</th></tr></thead><tbody>
${rows}
</tbody></table></html>`;
}
