import type { Layer } from '#geodata/layers/define.ts';
import type { Published } from '#server/features/published.ts';
import type { Extent } from '#server/ogc/documents.ts';
import { document, html, linkList, table, type Markup } from '#server/ogc/html.ts';
import type { Link } from '#server/ogc/links.ts';

type Lang = 'zh' | 'en';
export type Feature = { id: number; geometry: { type: string } | null; properties: Record<string, unknown> };

const words = {
  zh: {
    service: '格治要素服务',
    collections: '数据集',
    conformance: '所遵循的标准',
    items: '要素',
    api: '接口说明',
    field: ['字段', '含义', '类型'],
    next: '下一页',
    count: (shown: number, all?: number) => (all === undefined ? `本页 ${shown} 个` : `共 ${all} 个，本页 ${shown} 个`),
    none: '没有符合条件的要素。',
    extent: '范围'
  },
  en: {
    service: 'Gezhi features',
    collections: 'Collections',
    conformance: 'Standards kept',
    items: 'Features',
    api: 'The API',
    field: ['Field', 'Meaning', 'Type'],
    next: 'Next page',
    count: (shown: number, all?: number) =>
      all === undefined ? `${shown} on this page` : `${all}, of which ${shown} here`,
    none: 'No feature meets these conditions.',
    extent: 'Extent'
  }
};

export function landingHtml(lang: Lang, about: string, links: Link[]): string {
  const body = [html`<p>${about}</p>`, linkList(links)];
  return document({ lang, title: words[lang].service, path: [], body });
}

export function apiHtml(lang: Lang, base: string, paths: Record<string, { get: { summary: string } }>): string {
  const rows = Object.entries(paths).map(([path, { get }]) => [html`<code>GET /ogc${path}</code>`, get.summary]);
  return document({ lang, title: words[lang].api, path: wayTo(lang, base), body: [table(['', ''], rows)] });
}

export function conformanceHtml(lang: Lang, base: string, classes: readonly string[]): string {
  const items = classes.map((uri) => html`<li><code>${uri}</code></li>`);
  return document({
    lang,
    title: words[lang].conformance,
    path: wayTo(lang, base),
    body: [
      html`<ul>
        ${items}
      </ul>`
    ]
  });
}

export function collectionsHtml(lang: Lang, base: string, layers: readonly Layer[]): string {
  const rows = layers.map((layer) => [
    html`<a href="${base}/collections/${layer.id}?f=html">${layer.title[lang]}</a>`,
    html`<code>${layer.id}</code>`,
    layer.about[lang]
  ]);
  const body = [table([words[lang].collections, 'id', ''], rows)];
  return document({ lang, title: words[lang].collections, path: wayTo(lang, base), body });
}

export function collectionHtml(lang: Lang, base: string, layer: Layer, extent: Extent | null, links: Link[]): string {
  const body = [
    html`<p>${layer.about[lang]}</p>`,
    html`<p>${words[lang].extent}: <code>${extent?.map((degree) => degree.toFixed(4)).join(', ') ?? '—'}</code></p>`,
    linkList(links)
  ];
  return document({ lang, title: layer.title[lang], path: wayTo(lang, base, 'collections'), body });
}

export function queryablesHtml(lang: Lang, base: string, layer: Layer, fields: readonly Published[]): string {
  const rows = fields.map(({ name, meta, type }) => [html`<code>${name}</code>`, meta[lang], type]);
  const body = [table(words[lang].field, [...rows, [html`<code>geometry</code>`, '', layer.geometry]])];
  return document({ lang, title: layer.title[lang], path: wayTo(lang, base, 'collections', layer), body });
}

/** Features as a table, each leading to its own page. */
export function itemsHtml(
  lang: Lang,
  base: string,
  layer: Layer,
  fields: readonly Published[],
  page: { features: Feature[]; matched?: number | undefined; next?: string | undefined }
): string {
  const own = `${base}/collections/${layer.id}/items`;
  const rows = page.features.map(({ id, properties }) => [
    html`<a href="${own}/${id}?f=html">${id}</a>`,
    ...fields.map(({ name }) => shown(properties[name]))
  ]);
  const { count, none, next } = words[lang];
  const body: Markup[] = rows.length
    ? [html`<p>${count(rows.length, page.matched)}</p>`, table(['id', ...fields.map(({ meta }) => meta[lang])], rows)]
    : [html`<p>${none}</p>`];
  if (page.next) body.push(html`<p><a rel="next" href="${page.next}">${next}</a></p>`);
  return document({ lang, title: layer.title[lang], path: wayTo(lang, base, 'collections', layer), body });
}

export function itemHtml(
  lang: Lang,
  base: string,
  layer: Layer,
  fields: readonly Published[],
  feature: Feature
): string {
  const rows = fields.map(({ name, meta }) => [
    meta[lang],
    html`<code>${name}</code>`,
    shown(feature.properties[name])
  ]);
  const body = [table(['', '', ''], [...rows, ['', html`<code>geometry</code>`, feature.geometry?.type ?? '—']])];
  const path = [
    ...wayTo(lang, base, 'collections', layer),
    { href: `${base}/collections/${layer.id}/items?f=html`, title: words[lang].items }
  ];
  return document({ lang, title: `${layer.title[lang]} ${feature.id}`, path, body });
}

function wayTo(lang: Lang, base: string, collections?: 'collections', layer?: Layer) {
  const way = [{ href: `${base}?f=html`, title: words[lang].service }];
  if (collections) way.push({ href: `${base}/collections?f=html`, title: words[lang].collections });
  if (layer) way.push({ href: `${base}/collections/${layer.id}?f=html`, title: layer.title[lang] });
  return way;
}

const shown = (value: unknown) => (value === null || value === undefined ? '' : String(value));
