import type { Words } from '#geodata/layers/define.ts';

/** What a file is by its first bytes, whatever its name says. */
export interface Sniffed {
  format: 'json' | 'gzip' | 'osm-pbf' | 'osm-xml' | 'other';
  /** What to call it in a sentence. */
  name: Words;
}

const magic: [bytes: string, zh: string, en: string][] = [
  ['\x89PNG', 'PNG 图片', 'a PNG image'],
  ['\xff\xd8\xff', 'JPEG 图片', 'a JPEG image'],
  ['PK\x03\x04', 'ZIP 压缩包', 'a ZIP archive'],
  ['%PDF', 'PDF 文档', 'a PDF document'],
  ['SQLite format 3', 'SQLite 或 GeoPackage 文件', 'a SQLite or GeoPackage file'],
  ['\x00\x00\x27\x0a', 'Shapefile 文件', 'a Shapefile'],
  ['fgb\x03', 'FlatGeobuf 文件', 'a FlatGeobuf file'],
  ['BZh', 'bzip2 压缩文件', 'a bzip2 archive']
];

/** @param head the first bytes of the file: 64 are enough, of XML some more */
export function sniff(head: Buffer): Sniffed {
  const bytes = head.toString('latin1');
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const is = (format: Sniffed['format'], zh: string, en: string): Sniffed => ({ format, name: { zh, en } });
  if (bytes.startsWith('\x1f\x8b')) return is('gzip', 'gzip 文件', 'a gzip file');
  if (bytes.slice(0, 24).includes('OSMHeader'))
    return is('osm-pbf', 'OpenStreetMap PBF 文件', 'an OpenStreetMap PBF file');
  if (/^[{[\x1e]/.test(text)) return is('json', 'JSON 文件', 'a JSON file');
  if (/^(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*<osm[\s>]/.test(text)) {
    return is('osm-xml', 'OpenStreetMap XML 文件', 'an OpenStreetMap XML file');
  }
  const known = magic.find(([start]) => bytes.startsWith(start));
  if (known) return is('other', known[1], known[2]);
  if (text.startsWith('<')) return is('other', 'XML 或 HTML 文件', 'an XML or HTML file');
  return is('other', '无法识别的格式', 'in a format that is not known here');
}
