import type { FileLayer } from '#geodata/schemas/delivery.ts';
import { frameNameOf } from './srs.ts';
import type { LayerHead } from './reader.ts';

/** The part that matters of what GDAL says of a dataset, as JSON (3.7 and newer). */
export interface GdalInfo {
  layers: {
    name: string;
    featureCount?: number;
    geometryFields: { type: string; coordinateSystem?: { wkt?: string } | null }[];
  }[];
}

export function headsOfInfo({ layers }: GdalInfo): LayerHead[] {
  return layers.map(({ name, featureCount, geometryFields: [geometry] }) => ({
    name,
    geometryType: geometry ? shapeOfType(geometry.type) : 'none',
    count: featureCount ?? null,
    srs: geometry?.coordinateSystem?.wkt ? frameNameOf(geometry.coordinateSystem.wkt) : null
  }));
}

/** The same out of what `ogrinfo -so -al` prints, which every version of GDAL does. */
export function headsOfText(text: string): LayerHead[] {
  return text
    .split(/^Layer name: /m)
    .slice(1)
    .map((part) => {
      const wkt = /^Layer SRS WKT:\n([^]*?\])\n(?:Data axis|FID Column|Geometry Column|[^\s\]][^\n]*: )/m.exec(
        part
      )?.[1];
      const geometry = /^Geometry: (.*)$/m.exec(part)?.[1];
      const count = /^Feature Count: (\d+)$/m.exec(part)?.[1];
      return {
        name: part.slice(0, part.indexOf('\n')),
        geometryType: geometry === undefined || geometry === 'None' ? 'none' : shapeOfType(geometry),
        count: count === undefined ? null : Number(count),
        srs: wkt === undefined ? null : frameNameOf(wkt)
      };
    });
}

/** `3D Multi Line String`, `LineStringZ` … ; null for a mixture, whose features tell. */
function shapeOfType(type: string): FileLayer['geometryType'] | null {
  const plain = type.replace(/\s/g, '');
  if (/point/i.test(plain)) return 'point';
  if (/line|curve(?!poly)/i.test(plain)) return 'line';
  if (/polygon|surface/i.test(plain)) return 'polygon';
  return /^none$/i.test(plain) ? 'none' : null;
}
