/** What a file is by its first bytes, whatever its name says. */
export type Format = 'json' | 'gzip' | 'osm-pbf' | 'osm-xml' | 'other';

const magic: [bytes: string, name: string][] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['%PDF', 'a PDF document'],
  ['SQLite format 3', 'a SQLite or GeoPackage file'],
  ['\x00\x00\x27\x0a', 'a Shapefile'],
  ['fgb\x03', 'a FlatGeobuf file'],
  ['BZh', 'a bzip2 archive']
];

export interface Sniffed {
  format: Format;
  /** What to call it in a sentence. */
  name: string;
}

/** @param head the first bytes of the file, 64 are enough, of XML some more */
export function sniff(head: Buffer): Sniffed {
  const bytes = head.toString('latin1');
  const text = head.toString('utf8').replace(/^\ufeff/, '').trimStart();
  if (bytes.startsWith('\x1f\x8b')) return { format: 'gzip', name: 'a gzip file' };
  if (bytes.slice(0, 24).includes('OSMHeader')) return { format: 'osm-pbf', name: 'an OpenStreetMap PBF file' };
  if (/^[{[\x1e]/.test(text)) return { format: 'json', name: 'a JSON file' };
  if (/^(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*<osm[\s>]/.test(text)) return { format: 'osm-xml', name: 'an OpenStreetMap XML file' };
  const known = magic.find(([start]) => bytes.startsWith(start));
  if (known) return { format: 'other', name: known[1] };
  if (text.startsWith('<')) return { format: 'other', name: 'an XML or HTML file' };
  return { format: 'other', name: 'in a format that is not known here' };
}
