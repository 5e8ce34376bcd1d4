import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { osmRules } from '#geodata/sources/osm/index.ts';
import { refusedForAll } from '#geodata/sources/osm/refusals.ts';
import { isRefused, type Properties, type Tags } from '#geodata/sources/rule.ts';
import type { Frame } from '#geodata/spatial/datum.ts';
import { rowFitter } from './fit-row.ts';
import { shapeOf, type GeoJsonGeometry } from './geometry.ts';
import { ImportError } from './import-error.ts';
import { decodeUtf8, featureTexts } from './json-text.ts';
import { lookAhead } from './look-ahead.ts';
import type { SourceFile } from './open-file.ts';
import { extractOsm, type OsmKind } from './osm-extract.ts';
import { rowPicker } from './pick-row.ts';
import { firstPosition, settleFrame, type FrameClues } from './settle-frame.ts';
import type { Stage } from './stage.queries.ts';
import { Tally } from './summary.ts';

/** One layer's part of a delivery on its way into the database. */
export interface Inflow {
  stage: Stage;
  read: number;
  tally: Tally;
  /** Columns the delivery fills. */
  filled: Set<string>;
  relations?: number;
}

/** What a file held, by layer. */
export interface Delivery {
  /** What its coordinates were in. */
  frame: Frame;
  inflows: Inflow[];
  /** Of an OpenStreetMap file. */
  objects?: { read: number; unused: number; tally: Tally };
}

/** As far as it is known to be one: what is inside is looked at where it is used. */
interface Feature {
  id?: unknown;
  properties?: unknown;
  geometry?: GeoJsonGeometry | null;
}

/** How a delivery wants to be read. */
export interface Wishes {
  /** Property of the file → column of the layer. */
  map: Record<string, string>;
  /** Frame of its coordinates; undefined leaves that to the file. */
  datum?: Frame;
  onRow: (read: number) => void;
}

/** Brings the features of a GeoJSON file into the stage of one layer. */
export async function deliverGeoJson(file: SourceFile, stage: Stage, { map, datum, onRow }: Wishes): Promise<Delivery> {
  const { layer } = stage.table;
  const { pick, idOf, missing } = rowPicker(stage.table, map);
  const clues: FrameClues = { stated: datum };
  const found = featureTexts(decodeUtf8(file.stream(), file.name), file.name, (crs) => (clues.named = crs));
  const { frame, texts } = await framed(file.name, clues, found);
  const { fit, filled } = rowFitter(stage.table, false, frame);
  const inflow: Inflow = { stage, read: 0, tally: new Tally(), filled };
  for await (const text of texts) {
    onRow(++inflow.read);
    const feature = parseFeature(text);
    if (!feature) {
      inflow.tally.add({ refused: 'not_a_feature', value: text });
      continue;
    }
    const properties = isRecord(feature.properties) ? feature.properties : {};
    const geometry = feature.geometry ?? null;
    const ownId = idOf(properties, feature.id);
    const row = pick(properties, shapeOf(geometry, layer.geometry) ?? layer.geometry);
    const fitted = isRefused(row) ? row : fit(row, geometry);
    if ('refused' in fitted) inflow.tally.add(fitted, ownId);
    else await stage.add(ownId ?? contentId(properties, fitted.wkb), fitted);
  }
  const [field] = missing;
  if (field !== undefined && inflow.read > 0) {
    throw new ImportError(
      `No feature of ${file.name} has the property ${field} named by --map.`,
      `${file.name} 中没有 --map 所指的属性 ${field}。`,
      true
    );
  }
  return { frame, inflows: [inflow] };
}

/** Features whose coordinates are looked at to judge the frame of a delivery. */
const SAMPLE = 100;

/** Settles the frame by the first features; the texts that come back begin with them. */
async function framed(name: string, clues: FrameClues, found: AsyncIterable<string>) {
  const { first, all } = await lookAhead(found, SAMPLE);
  const spots = first.map((text) => firstPosition(parseFeature(text)?.geometry)).filter((at) => at !== null);
  return { frame: settleFrame(name, clues, spots), texts: all };
}

function parseFeature(text: string): Feature | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value.type === 'Feature' ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where the file gives no id, what a feature is made of is its id: the same file again finds the same rows. */
function contentId(properties: Properties, wkb: Uint8Array): string {
  const sorted = JSON.stringify(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `sha256:${createHash('sha256').update(wkb).update(sorted).digest('hex').slice(0, 24)}`;
}

/** Brings the objects of an OpenStreetMap file into the stages of the layers that want them. */
export async function deliverOsm(
  file: SourceFile,
  stages: Stage[],
  { datum: frame = 'wgs84', onRow }: Wishes,
  signal?: AbortSignal
): Promise<Delivery> {
  const inflows = stages.map((stage) => {
    const { fit, filled } = rowFitter(stage.table, true, frame);
    return { stage, read: 0, tally: new Tally(), relations: 0, filled, fit, rule: osmRules[stage.table.layer.id]! };
  });
  const objects = { read: 0, unused: 0, tally: new Tally() };
  for await (const { kind, path } of extractOsm(file, signal)) {
    const found = featureTexts(decodeUtf8(createReadStream(path), path), path);
    const { texts } = await framed(file.name, { stated: frame }, found);
    for await (const text of texts) {
      onRow(++objects.read);
      const { properties, geometry } = JSON.parse(text) as OsmFeature;
      const tags = properties.all_tags ?? {};
      const id = idOfObject(kind, properties);
      const refused = refusedForAll(tags);
      if (refused) {
        objects.tally.add({ refused }, id);
        continue;
      }
      let used = false;
      for (const inflow of inflows) {
        const row = inflow.rule(tags, kind === 'points' ? 'point' : kind === 'multipolygons' ? 'polygon' : 'line');
        if (!row) continue;
        used = true;
        inflow.read++;
        if (id.startsWith('relation/')) inflow.relations++;
        const fitted = isRefused(row) ? row : inflow.fit({ ...row, observed_at: properties.osm_timestamp }, geometry);
        if ('refused' in fitted) inflow.tally.add(fitted, id);
        else await inflow.stage.add(id, fitted);
      }
      if (!used) objects.unused++;
    }
  }
  return { frame, inflows, objects };
}

interface OsmFeature {
  properties: { osm_id?: string; osm_way_id?: string; osm_timestamp?: string; all_tags?: Tags | null };
  geometry: GeoJsonGeometry;
}

/** `node/1`, `way/1`, `relation/1`: the three kinds are numbered apart. */
function idOfObject(kind: OsmKind, { osm_id, osm_way_id }: OsmFeature['properties']): string {
  if (kind === 'points') return `node/${osm_id}`;
  return kind === 'lines' || osm_way_id ? `way/${osm_way_id ?? osm_id}` : `relation/${osm_id}`;
}
