import type { Words } from '#geodata/layers/define.ts';

export type Content =
  | 'json'
  | 'gzip'
  | 'zip'
  | 'osm-pbf'
  | 'osm-xml'
  | 'geopackage'
  | 'shapefile'
  | 'flatgeobuf'
  | 'kml'
  | 'text'
  | 'other';

/** What a file is by its first bytes, whatever its name says. */
export interface Sniffed {
  format: Content;
  /** What to call it in a sentence. */
  name: Words;
}

const magic: [bytes: string, format: Content, zh: string, en: string][] = [
  ['\x1f\x8b', 'gzip', 'gzip 文件', 'a gzip file'],
  ['PK\x03\x04', 'zip', 'ZIP 压缩包', 'a ZIP archive'],
  ['PK\x05\x06', 'zip', '空的 ZIP 压缩包', 'an empty ZIP archive'],
  ['\x00\x00\x27\x0a', 'shapefile', 'Shapefile 文件', 'a Shapefile'],
  ['fgb\x03', 'flatgeobuf', 'FlatGeobuf 文件', 'a FlatGeobuf file'],
  ['\x89PNG', 'other', 'PNG 图片', 'a PNG image'],
  ['\xff\xd8\xff', 'other', 'JPEG 图片', 'a JPEG image'],
  ['%PDF', 'other', 'PDF 文档', 'a PDF document'],
  [
    '\xd0\xcf\x11\xe0',
    'other',
    '旧版 Excel 或 Word 文件（请另存为 XLSX）',
    'an old Excel or Word file (save it as XLSX)'
  ],
  ['BZh', 'other', 'bzip2 压缩文件', 'a bzip2 archive'],
  ['Rar!', 'other', 'RAR 压缩包（请改用 ZIP）', 'a RAR archive (pack it as ZIP)'],
  ['7z\xbc\xaf', 'other', '7z 压缩包（请改用 ZIP）', 'a 7z archive (pack it as ZIP)']
];

/** @param head the first bytes of the file: 128 are enough, of XML some more */
export function sniff(head: Buffer): Sniffed {
  const bytes = head.toString('latin1');
  const is = (format: Content, zh: string, en: string): Sniffed => ({ format, name: { zh, en } });
  const known = magic.find(([start]) => bytes.startsWith(start));
  if (known) return is(known[1], known[2], known[3]);
  if (bytes.startsWith('SQLite format 3')) {
    // The application id: GP10, GP11 or GPKG.
    return /^GP(KG|1\d)$/.test(bytes.slice(68, 72))
      ? is('geopackage', 'GeoPackage 文件', 'a GeoPackage')
      : is('other', 'SQLite 数据库', 'a SQLite database');
  }
  if (bytes.slice(0, 24).includes('OSMHeader')) {
    return is('osm-pbf', 'OpenStreetMap PBF 文件', 'an OpenStreetMap PBF file');
  }
  return sniffText(head, is);
}

function sniffText(head: Buffer, is: (format: Content, zh: string, en: string) => Sniffed): Sniffed {
  const unknown = is('other', '无法识别的格式', 'in a format that is not known here');
  // UTF-16 is text with NUL in it, and says so by its mark.
  if (/^(\xff\xfe|\xfe\xff)/.test(head.toString('latin1', 0, 2))) return is('text', '文本表格', 'a table of text');
  if (head.includes(0)) return unknown;
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^[{[\x1e]/.test(text)) return is('json', 'JSON 文件', 'a JSON file');
  const root = /^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<(?:\w+:)?(\w+)[\s>]/.exec(text)?.[1];
  if (root === 'osm') return is('osm-xml', 'OpenStreetMap XML 文件', 'an OpenStreetMap XML file');
  if (root === 'kml') return is('kml', 'KML 文件', 'a KML file');
  if (text.startsWith('<')) return is('other', 'XML 或 HTML 文件', 'an XML or HTML file');
  // A table has at least two columns in its first lines.
  return /[,;\t|，]/.test(text) ? is('text', '文本表格', 'a table of text') : unknown;
}
