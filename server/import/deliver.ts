import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Mapping, Placing } from '#geodata/schemas/delivery.ts';
import { isRefused, type Properties, type Refused, type Row } from '#geodata/sources/rule.ts';
import type { Frame } from '#geodata/spatial/datum.ts';
import { rowFitter, type RowFitter } from './fit-row.ts';
import type { Feature, LayerHead, Read, Reader } from './formats/reader.ts';
import { shapeOf } from './geometry.ts';
import { ImportError } from './import-error.ts';
import { lookAhead } from './look-ahead.ts';
import { rowPicker } from './pick-row.ts';
import { addressPlacer, type AddressMatch } from './place-address.ts';
import { rowPlacer } from './place-row.ts';
import { planMapping, type MappingWishes, type Plan } from './plan-mapping.ts';
import { firstPosition, judgeFrame, type FrameClues, type Judged } from './settle-frame.ts';
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
  /** How its columns were read; not for OpenStreetMap, whose tags are known. */
  mapping?: Mapping;
  /** Of an OpenStreetMap file. */
  objects?: { read: number; unused: number; tally: Tally };
}

/** How a delivery is read. */
export interface Wishes {
  /** Frame of its coordinates; undefined leaves that to the file. */
  datum?: Frame;
  /** Refused rows that are kept one by one, at most. */
  keepRefused?: number;
  onRow: (read: number) => void;
}

/** Features whose coordinates and names are looked at before any is taken. */
const SAMPLE = 100;

/** A delivery whose first features were looked at: what it is read as, and all of it from the beginning. */
export interface Opened {
  plan: Plan;
  judged: Judged;
  features: AsyncIterable<Read>;
  /** Ends the reading, wherever it is. */
  close(): Promise<void>;
}

/**
 * Looks at the first features of a layer and settles how all of them are read.
 * @param client asked where addresses lie, where that is how rows are placed
 */
export async function openDelivery(
  client: pg.ClientBase,
  reader: Reader,
  head: LayerHead,
  { table }: Pick<Stage, 'table'>,
  { datum, ...wishes }: MappingWishes & { datum?: Frame }
): Promise<Opened> {
  const clues: FrameClues = { stated: datum };
  const { first, all, close } = await lookAhead(reader.features(head, clues), SAMPLE);
  const known = first.filter((read) => typeof read !== 'string');
  const plan = planMapping(table, known, wishes);
  const place = await placerOf(client, plan.place);
  const spots = known.map((feature) => firstPosition(place(feature).geometry)).filter((at) => at !== null);
  // Where an address lies is known from the map itself.
  const judged = judgeFrame(reader.name, plan.place.by === 'address' ? { stated: 'wgs84' } : clues, spots);
  const features = plan.place.by === 'geometry' ? all : placed(all, place);
  return { plan, judged, features, close };
}

type Placer = (feature: Feature) => Feature;

async function placerOf(client: pg.ClientBase, place: Placing): Promise<Placer> {
  if (place.by === 'geometry') return (feature) => feature;
  if (place.by === 'address') {
    const find = await addressPlacer(client, place.division);
    return (feature) => atAddress(feature, find(String(feature.properties[place.column] ?? '')));
  }
  const geometryOf = rowPlacer(place);
  return (feature) => ({ ...feature, geometry: geometryOf(feature.properties) });
}

function atAddress(feature: Feature, found: AddressMatch | Refused): Feature {
  return { ...feature, found, geometry: 'refused' in found ? null : { type: 'Point', coordinates: found.at } };
}

async function* placed(features: AsyncIterable<Read>, place: Placer): AsyncGenerator<Read> {
  for await (const read of features) yield typeof read === 'string' ? read : place(read);
}

/** A feature as it is about to be staged or refused. */
export interface Seen {
  ord: number;
  id: string | null;
  feature: Feature;
  row: Row;
  fitter: RowFitter;
}

/**
 * Brings the features of an opened delivery into the stage of one layer.
 * @param onSeen shown every row before it is fitted
 */
export async function deliverFeatures(
  file: string,
  { plan, judged, features }: Opened,
  stage: Stage,
  { keepRefused, onRow }: Wishes,
  onSeen?: (seen: Seen) => void
): Promise<Delivery> {
  const { layer } = stage.table;
  const { pick, idOf, missing } = rowPicker(layer.id, plan);
  const fitter = rowFitter(stage.table, false, judged.frame);
  const inflow: Inflow = { stage, read: 0, tally: new Tally(keepRefused), filled: fitter.filled };
  const { tally } = inflow;
  for await (const feature of features) {
    const ord = ++inflow.read;
    onRow(ord);
    if (typeof feature === 'string') {
      tally.add({ refused: 'not_a_feature', value: feature }, ord);
      continue;
    }
    const { properties, geometry } = feature;
    const id = idOf(properties, feature.id);
    const row = pick(properties, shapeOf(geometry, layer.geometry) ?? layer.geometry);
    if (!isRefused(row)) onSeen?.({ ord, id, feature, row, fitter });
    const lost = feature.found && 'refused' in feature.found ? feature.found : null;
    const fitted = isRefused(row) ? row : (lost ?? fitter.fit(row, geometry));
    if ('refused' in fitted) tally.add(fitted, ord, id);
    else await stage.add(ord, id ?? contentId(properties, fitted.wkb), fitted);
  }
  const [field] = missing;
  if (field !== undefined && inflow.read > 0) throw noSuchProperty(file, field);
  return { frame: judged.frame, inflows: [inflow], mapping: plan.mapping };
}

function noSuchProperty(file: string, field: string): ImportError {
  return new ImportError(
    `No feature of ${file} has the property ${field} named by --map or by the mapping kept for its source.`,
    `${file} 中没有 --map 或该来源已存映射所指的属性 ${field}。`,
    true
  );
}

/** Where the file gives no id, what a feature is made of is its id: the same file again finds the same rows. */
function contentId(properties: Properties, wkb: Uint8Array): string {
  const sorted = JSON.stringify(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `sha256:${createHash('sha256').update(wkb).update(sorted).digest('hex').slice(0, 24)}`;
}
