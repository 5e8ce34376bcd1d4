import { metricOf, type Frame } from '#geodata/spatial/datum.ts';
import type { TakenRow } from '#server/exports/export.queries.ts';
import { placeIn } from '#server/exports/place.ts';

/**
 * Rows as one GeoJSON document. Its first member names the export and its frame; a frame other than degrees of WGS84 is
 * also told in the `crs` member of GeoJSON 2008, which GDAL and QGIS read.
 */
export async function* geojsonText(
  batches: AsyncIterable<TakenRow[]>,
  { name, frame, mark }: { name: string; frame: Frame; mark: Record<string, unknown> }
): AsyncGenerator<string> {
  const crs = crsOf(frame);
  const head = { type: 'FeatureCollection', name, gezhi_export: mark, ...(crs && { crs }) };
  yield `${JSON.stringify(head).slice(0, -1)},"features":[`;
  let isFirst = true;
  for await (const rows of batches) {
    const text = rows.map(featureOf(frame)).join(',\n');
    yield isFirst ? `\n${text}` : `,\n${text}`;
    isFirst = false;
  }
  yield '\n]}\n';
}

/** Rows as lines of GeoJSON, one feature each. */
export async function* geojsonLines(batches: AsyncIterable<TakenRow[]>, frame: Frame): AsyncGenerator<string> {
  for await (const rows of batches) yield `${rows.map(featureOf(frame)).join('\n')}\n`;
}

function featureOf(frame: Frame): (row: TakenRow) => string {
  const place = placeIn(frame);
  return ({ id, geometry, properties }) => {
    // What the database wrote is passed on as it is, unless it has to be turned.
    const shape = geometry === null ? 'null' : frame === 'gcj02' ? JSON.stringify(place(geometry)) : geometry;
    return `{"type":"Feature","id":${id},"geometry":${shape},"properties":${JSON.stringify(properties)}}`;
  };
}

function crsOf(frame: Frame) {
  if (!metricOf(frame) && frame !== 'epsg:4490') return undefined;
  return { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${frame.slice('epsg:'.length)}` } };
}
