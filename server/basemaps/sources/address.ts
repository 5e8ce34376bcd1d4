import type { RemoteBasemap } from '#geodata/schemas/basemaps.ts';

/**
 * Address of a tile at its service. Only numbers are filled into what the operator wrote, so no caller can make it lead
 * elsewhere.
 */
export function addressOf(basemap: RemoteBasemap, z: number, x: number, y: number): string {
  const template = basemap.kind === 'xyz' ? basemap.url : wmtsTemplate(basemap);
  const rows = basemap.crs === 'EPSG:4490' ? 2 ** Math.max(0, z - 1) : 2 ** z;
  const filled: Record<string, string> = {
    ...{ z: String(z), x: String(x), y: String(y), '-y': String(rows - 1 - y) },
    s: basemap.subdomains?.[(x + y) % basemap.subdomains.length] ?? '',
    key: encodeURIComponent(basemap.key ?? '')
  };
  return template.replace(/\{(z|x|y|-y|s|key)\}/g, (_, name: string) => filled[name]!);
}

/** A WMTS address with {z}, {x} and {y}: the RESTful template it is, or a GetTile request. */
function wmtsTemplate({ url, layer, style, matrix_set, matrix, format }: Extract<RemoteBasemap, { kind: 'wmts' }>) {
  if (url.includes('{TileMatrix}')) {
    return url
      .replaceAll('{TileMatrix}', matrix)
      .replaceAll('{TileRow}', '{y}')
      .replaceAll('{TileCol}', '{x}')
      .replaceAll('{TileMatrixSet}', matrix_set)
      .replaceAll('{Layer}', layer)
      .replaceAll('{Style}', style)
      .replaceAll('{style}', style);
  }
  const query = Object.entries({
    ...{ SERVICE: 'WMTS', REQUEST: 'GetTile', VERSION: '1.0.0', LAYER: layer, STYLE: style },
    ...{ TILEMATRIXSET: matrix_set, FORMAT: format }
  }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const place = `TILEMATRIX=${matrix}&TILEROW={y}&TILECOL={x}`;
  return `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}&${place}`;
}
