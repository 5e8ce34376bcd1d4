import type { Geometry } from '#geodata/demo/geo.ts';

const SRID = 4326;
const HAS_SRID = 0x20000000;
const TYPE = { Point: 1, LineString: 2, Polygon: 3, MultiLineString: 5, MultiPolygon: 6 } as const;

/** A geometry as PostGIS reads it from text: extended well-known binary in hexadecimal, little-endian, EPSG:4326. */
export function ewkb(geometry: Geometry): string {
  const parts: Buffer[] = [head(TYPE[geometry.type], true)];
  if (geometry.type === 'Point') parts.push(spots([geometry.coordinates]));
  else {
    parts.push(uint(geometry.coordinates.length));
    if (geometry.type === 'MultiLineString') {
      for (const line of geometry.coordinates) parts.push(head(TYPE.LineString), uint(line.length), spots(line));
    } else {
      for (const rings of geometry.coordinates) {
        parts.push(head(TYPE.Polygon), uint(rings.length));
        for (const ring of rings) parts.push(uint(ring.length), spots(ring));
      }
    }
  }
  return Buffer.concat(parts).toString('hex');
}

function head(type: number, outermost = false): Buffer {
  const bytes = Buffer.alloc(outermost ? 9 : 5);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt32LE(outermost ? type + HAS_SRID : type, 1);
  if (outermost) bytes.writeUInt32LE(SRID, 5);
  return bytes;
}

function uint(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
}

function spots(list: readonly (readonly [number, number])[]): Buffer {
  return Buffer.from(new Float64Array(list.flat()).buffer);
}
