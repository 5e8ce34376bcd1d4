import { epsgOfZone } from '#geodata/spatial/metric_frame.ts';

/**
 * The reference frame of a WKT text as a name: `EPSG:4530` where it has a number or is one of CGCS2000's zones by its
 * parameters (files of ArcGIS have no number), else what it calls itself.
 */
export function frameNameOf(wkt: string): string {
  const plain = wkt.trim();
  const number = /(?:ID\["EPSG",|AUTHORITY\["EPSG",")(\d+)"?\]\]$/.exec(plain)?.[1];
  if (number) return `EPSG:${number}`;
  const title = /^[A-Z]+\["([^"]*)"/.exec(plain)?.[1] ?? 'an unnamed frame';
  if (/China[_ ](Geodetic[_ ]Coordinate[_ ]System[_ ])?2000|CGCS2000/i.test(plain)) {
    if (/^GEOG/.test(plain)) return 'EPSG:4490';
    const [meridian, easting] = [
      parameter(plain, 'central_meridian|longitude of natural origin'),
      parameter(plain, 'false[_ ]easting')
    ];
    const epsg = meridian === null || easting === null ? null : epsgOfZone(meridian, easting);
    if (epsg) return `EPSG:${epsg}`;
  }
  if (/^GEOG/.test(plain) && /WGS[_ ]?(19)?84/i.test(plain)) return 'EPSG:4326';
  return title;
}

function parameter(wkt: string, name: string): number | null {
  const found = new RegExp(`PARAMETER\\["(?:${name})",\\s*(-?[\\d.]+)`, 'i').exec(wkt)?.[1];
  return found === undefined ? null : Number(found);
}
