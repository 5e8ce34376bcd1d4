/** A page of the service for people: the same facts as its JSON, plainly, without script. */
export interface Page {
  lang: 'zh' | 'en';
  title: string;
  /** Way up, from the landing page. */
  path: { href: string; title: string }[];
  body: Markup[];
}

/** Text that is markup already: made by `html` only, which escapes whatever is put into it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | null | undefined | Markup | readonly Markup[];

/** Markup with its values escaped. */
export function html(parts: TemplateStringsArray, ...values: Part[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + rendered(values[index - 1]) + part));
}

function rendered(value: Part): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object' && value !== null) return value.map(({ text }) => text).join('\n');
  return String(value ?? '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const style = new Markup(`
:root{color-scheme:light dark}
body{font:15px/1.6 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.3}nav{font-size:13px}a{padding:.25rem 0}
.wide{overflow-x:auto}table{border-collapse:collapse}td,th{border-bottom:1px solid #8886;padding:.5rem .75rem;text-align:left;vertical-align:top}
th{white-space:nowrap}ul{padding-left:1.25rem}code{overflow-wrap:anywhere}`);

/** The whole document. */
export function document({ lang, title, path, body }: Page): string {
  const way = path.map(({ href, title }) => html`<a href="${href}">${title}</a> / `);
  return html`<!doctype html>
    <html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" /><title>${title} · 格治 Gezhi</title
      ><style>
        ${style}
      </style>
      <nav>${way}</nav>
      <main>
        <h1>${title}</h1>
        ${body}
      </main>
    </html>`.text;
}

/** Links as a list. */
export function linkList(links: readonly { href: string; rel: string; title?: string; type?: string }[]): Markup {
  const items = links.map(
    ({ href, rel, title, type }) => html`<li><a href="${href}">${title ?? rel}</a> <small>${type}</small></li>`
  );
  return html`<ul>
    ${items}
  </ul>`;
}

/** Rows of cells under their headings. */
export function table(headings: readonly string[], rows: readonly (readonly (string | Markup)[])[]): Markup {
  const head = headings.map((heading) => html`<th scope="col">${heading}</th>`);
  const lines = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr>`
  );
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}
