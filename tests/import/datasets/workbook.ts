import { zipOf } from './index.ts';

/** A cell as a test writes it: a value, or a formula with the value stored beside it. */
export type Given = string | number | boolean | null | { formula: string; value?: string | number } | { date: number };

export interface Sheet {
  rows: Given[][];
  merged?: string[];
  hidden?: boolean;
}

/** A workbook of the given sheets, as small as the format allows. */
export function workbookOf(sheets: Record<string, Sheet>): Buffer {
  const names = Object.keys(sheets);
  const text = (xml: string) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
  const list = names.map(
    (name, i) =>
      `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"${sheets[name]!.hidden ? ' state="hidden"' : ''}/>`
  );
  const links = names.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="worksheet" Target="worksheets/sheet${i + 1}.xml"/>`
  );
  const strings: string[] = [];
  const parts = names.map((name, i) => ({
    name: `xl/worksheets/sheet${i + 1}.xml`,
    bytes: text(sheetXml(sheets[name]!, strings))
  }));
  return zipOf([
    { name: '[Content_Types].xml', bytes: text('<Types/>') },
    { name: 'xl/workbook.xml', bytes: text(`<workbook xmlns:r="r"><sheets>${list.join('')}</sheets></workbook>`) },
    { name: 'xl/_rels/workbook.xml.rels', bytes: text(`<Relationships>${links.join('')}</Relationships>`) },
    {
      name: 'xl/styles.xml',
      bytes: text('<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>')
    },
    ...parts,
    {
      name: 'xl/sharedStrings.xml',
      bytes: text(`<sst>${strings.map((each) => `<si><t>${escape(each)}</t></si>`).join('')}</sst>`)
    }
  ]);
}

function sheetXml({ rows, merged = [] }: Sheet, strings: string[]): string {
  const body = rows.map(
    (row, y) =>
      `<row r="${y + 1}">${row.map((cell, x) => cellXml(cell, `${letter(x)}${y + 1}`, strings)).join('')}</row>`
  );
  const areas =
    merged.length > 0 ? `<mergeCells>${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>` : '';
  return `<worksheet><sheetData>${body.join('')}</sheetData>${areas}</worksheet>`;
}

function cellXml(cell: Given, ref: string, strings: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${ref}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'string') return `<c r="${ref}" t="s"><v>${strings.push(cell) - 1}</v></c>`;
  if ('date' in cell) return `<c r="${ref}" s="1"><v>${cell.date}</v></c>`;
  const value = cell.value === undefined ? '' : `<v>${escape(String(cell.value))}</v>`;
  return `<c r="${ref}"${typeof cell.value === 'string' ? ' t="str"' : ''}><f>${escape(cell.formula)}</f>${value}</c>`;
}

function letter(column: number): string {
  return String.fromCharCode(65 + column);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
