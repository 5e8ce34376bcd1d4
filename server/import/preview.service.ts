import type pg from 'pg';
import type { FrameVerdict, Mapping, Preview } from '#geodata/schemas/delivery.ts';
import { frameTitle, type Frame } from '#geodata/spatial/datum.ts';
import { localFrame } from '#geodata/spatial/local_frame.ts';
import { shiftWords, type Shift } from './datum-guard.ts';
import { someSpots } from './datum-guard.queries.ts';
import { deliverFeatures, openDelivery, type Inflow, type Opened } from './deliver.ts';
import { chooseLayer } from './formats/choose-layer.ts';
import { openReader } from './formats/open-reader.ts';
import type { Read } from './formats/reader.ts';
import { ImportError } from './import-error.ts';
import { defaultSource, refuseFormat, targetLayers } from './import-target.ts';
import { keptMapping } from './mapping.queries.ts';
import { openFile, type SourceFile } from './open-file.ts';
import { addRefused, countInWords, watcher } from './preview-rows.ts';
import type { Judged } from './settle-frame.ts';
import { checkStaged } from './settle.ts';
import { CopyLane, Stage } from './stage.queries.ts';
import { extentOf } from './stage-extent.queries.ts';
import { readTable } from './table.queries.ts';
import { inTransaction } from './transaction.ts';
import { withWorkspace, type Workspace } from './workspace.ts';

export interface PreviewOptions {
  /** Address of the database as the owner of its tables. Nothing is written to it. */
  ownerUrl: string;
  /** Where the file lies. */
  path: string;
  /** What whoever brings it calls it. */
  name?: string;
  /** Layer inside the file. */
  fileLayer?: string;
  /** Layer of the map it would go into; OpenStreetMap files have no preview. */
  layer: string;
  /** Default: what was kept for the source, else guessed. */
  mapping?: Mapping;
  /** Frame stated; undefined leaves it to the file. */
  frame?: Frame;
  /** Whose rows would be updated; the same default as for the import. */
  source?: string;
  maxBytes?: number;
  /** Division codes whoever brings it answers for: rows elsewhere are refused. Default the whole site. */
  scope?: readonly string[];
  signal?: AbortSignal;
}

/** Rows that are read and checked. */
const CHECKED = 20_000;
const ARROWS = 40;

/**
 * What would become of a delivery: the first rows with everything that is wrong with them, what is thought of its frame,
 * and how many would be taken. The same code as the import, in a transaction that is taken back.
 * @throws ImportError where the file, the layer or the mapping cannot be used at all; a frame that does not fit is part of
 * the answer
 */
export async function previewDelivery(options: PreviewOptions): Promise<Preview> {
  const { ownerUrl, signal } = options;
  const [layer] = targetLayers(options.layer);
  const file = await openFile(options.path, options.name, options.maxBytes);
  refuseFormat(file, layer!.id);
  return withWorkspace((workspace) =>
    inTransaction(ownerUrl, signal, false, (client) => preview(client, options, file, workspace))
  );
}

async function preview(
  client: pg.Client,
  options: PreviewOptions,
  file: SourceFile,
  workspace: Workspace
): Promise<Preview> {
  const [layer] = targetLayers(options.layer);
  const source = options.source?.trim() || defaultSource(options.layer, options.path);
  const table = await readTable(client, layer!);
  const stage = await Stage.create(client, new CopyLane(client), table);
  const reader = await openReader(file, workspace, options.signal);
  const kept = await keptMapping(client, source, layer!.id);
  const head = await chooseLayer(reader, options.fileLayer ?? kept?.fileLayer, layer!);
  const datum = options.frame ?? kept?.datum;
  const mapping = options.mapping ?? kept?.mapping;
  const guessed = await openDelivery(client, reader, head, stage, {});
  await guessed.close();
  const opened = await openDelivery(client, reader, head, stage, { mapping, datum });
  try {
    const { rows, complete, inflow } = await readFirst(opened, file, stage, options.signal);
    const { shift, fault, unchanged } = await check(client, inflow, source, opened.judged, options.scope);
    addRefused(rows, inflow.tally.rows);
    const { bbox, count } = await extentOf(client, stage);
    return {
      ...{ layer: layer!.id, fileLayer: head.name, rows, complete, bbox },
      ...{ mapping: opened.plan.mapping, guessedMapping: guessed.plan.mapping },
      frame: await verdict(client, stage, { ...opened.judged, fault }, shift),
      counts: { read: inflow.read, ok: fault ? 0 : count + unchanged, refused: inflow.tally.groups().map(countInWords) }
    };
  } finally {
    await opened.close();
  }
}

async function readFirst(opened: Opened, file: SourceFile, stage: Stage, signal?: AbortSignal) {
  const { rows, watch } = watcher(opened.judged.fault);
  const cut = firstOf(opened, CHECKED);
  const onRow = () => signal?.throwIfAborted();
  const { inflows } = await deliverFeatures(file.name, cut.opened, stage, { keepRefused: CHECKED, onRow }, watch);
  await stage.end();
  return { rows, complete: !cut.more(), inflow: inflows[0]! };
}

/** What the database finds; that a delivery seems swapped is one more fault of its frame. */
async function check(
  client: pg.Client,
  inflow: Inflow,
  source: string,
  { frame, fault }: Judged,
  scope?: readonly string[]
) {
  try {
    const { shift, same } = await checkStaged(client, inflow, source, frame, scope);
    return { shift: fault ? undefined : shift, fault, unchanged: same.unchanged };
  } catch (error) {
    if (error instanceof ImportError) return { fault: fault ?? error, unchanged: 0 };
    throw error;
  }
}

/** The same delivery as far as so many features. */
function firstOf(opened: Opened, most: number) {
  let more = false;
  async function* features(): AsyncGenerator<Read> {
    let read = 0;
    for await (const feature of opened.features) {
      if (++read > most) {
        more = true;
        return;
      }
      yield feature;
    }
  }
  return { opened: { ...opened, features: features() }, more: () => more };
}

async function verdict(
  client: pg.Client,
  { name }: Stage,
  { frame, how, fault }: Judged,
  shift?: Shift
): Promise<FrameVerdict> {
  const arrows = shift ? await arrowsOf(client, name, shift) : [];
  return {
    ...{ frame, how, title: frameTitle(frame), fault: fault && fault.words },
    shift: shift ? { ...shift, azimuth_deg: shift.azimuthDeg, words: shiftWords(shift), arrows } : null
  };
}

async function arrowsOf(client: pg.Client, stage: string, { east_m, north_m }: Shift) {
  const spots = await someSpots(client, stage, ARROWS);
  return spots.map((from) => ({ from, to: localFrame(from).toLngLat([-east_m, -north_m]) }));
}
