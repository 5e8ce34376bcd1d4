import type pg from 'pg';
import type { Mapping } from '#geodata/schemas/delivery.ts';
import type { Frame } from '#geodata/spatial/datum.ts';
import { deliverFeatures, openDelivery, type Delivery, type Wishes } from './deliver.ts';
import { deliverOsm } from './deliver-osm.ts';
import { chooseLayer } from './formats/choose-layer.ts';
import { openReader } from './formats/open-reader.ts';
import type { LayerHead, Reader } from './formats/reader.ts';
import { noFeatures } from './import-error.ts';
import { defaultSource, refuseFormat, refuseSharedSource, targetLayers } from './import-target.ts';
import { analyse, lockLayers, record } from './import.queries.ts';
import { keepMapping, keptMapping, type KeptMapping } from './mapping.queries.ts';
import { openFile, type SourceFile } from './open-file.ts';
import { writeRefused } from './refused-csv.ts';
import { settle } from './settle.ts';
import { CopyLane, Stage } from './stage.queries.ts';
import type { LayerSummary, Summary } from './summary.ts';
import { readTable } from './table.queries.ts';
import { inTransaction } from './transaction.ts';
import { withWorkspace, type Workspace } from './workspace.ts';

export type Progress = { phase: 'reading' | 'checking' | 'writing'; layer?: string; rows: number; share?: number };

export interface DeliveryOptions {
  /** Address of the database as the owner of its tables. */
  ownerUrl: string;
  /** `osm`, or the layer the file goes into. */
  target: string;
  /** Where the file lies. */
  file: string;
  /** What whoever brings it calls it; default the name it has on disk. */
  name?: string;
  /** Layer inside the file (of a GeoPackage, a sheet, a Shapefile in a zip); needed where there are several that fit. */
  fileLayer?: string;
  /** How its columns become fields; default what was kept for this source, else guessed. Kept when the import succeeds. */
  mapping?: Mapping;
  /** Property of the file → column of the layer (or `source_id`), over what is guessed or kept. */
  map?: Record<string, string>;
  /** Frame of the coordinates; by default what the file names, or what its coordinates show. */
  datum?: Frame;
  /** The delivery is all there is of its source: rows it no longer holds are ended. */
  full?: boolean;
  /** Takes a delivery that lies beside what is there. */
  acceptShift?: boolean;
  /** Names the delivery: the same source again updates its rows. Default `osm`, or `<folder>/<file>` without endings. */
  source?: string;
  /** Where refused rows are written as CSV, with reason and original values; nothing is written where none is refused. */
  refused?: string;
  /** Largest file that is read, packed or unpacked. */
  maxBytes?: number;
  /** Division codes whoever brings it answers for: rows elsewhere are refused. Default the whole site. */
  scope?: readonly string[];
  /** Does everything and takes it back. */
  dryRun?: boolean;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Refused rows that are listed one by one. */
const MOST_REFUSED = 100_000;

/**
 * Brings one file into the map, whole or not at all: one transaction, ended by an error, an abort or a dry run as if
 * nothing had been. The same file again changes nothing. The command and the wizard both come through here.
 * @throws ImportError in the operator's words (ShiftRefusal where it lies beside what is there); the signal's reason when
 * aborted
 */
export async function runDelivery(options: DeliveryOptions): Promise<Summary> {
  const began = performance.now();
  const file = await openFile(options.file, options.name, options.maxBytes);
  refuseFormat(file, options.target);
  if (options.full) refuseSharedSource(options);
  const source = options.source?.trim() || defaultSource(options.target, options.file);
  const summary = await withWorkspace((workspace) => bringIn({ ...options, source }, file, workspace));
  summary.seconds = Math.round(performance.now() - began) / 1000;
  summary.peakMemoryMb += Math.round(process.resourceUsage().maxRSS / 1024);
  return summary;
}

type Named = DeliveryOptions & { source: string };

async function bringIn(options: Named, file: SourceFile, workspace: Workspace): Promise<Summary> {
  const { ownerUrl, signal, target, source, full, dryRun = false } = options;
  const targets = targetLayers(target);
  const startedAt = new Date();
  return inTransaction(ownerUrl, signal, !dryRun, async (client) => {
    await lockLayers(client, targets, file.name);
    const lane = new CopyLane(client);
    const stages: Stage[] = [];
    for (const layer of targets) stages.push(await Stage.create(client, lane, await readTable(client, layer)));
    const { delivery, reader, head } = await deliver(client, options, file, stages, workspace);
    const { frame, inflows, objects } = delivery;
    const parts: LayerSummary[] = [];
    for (const inflow of inflows) {
      signal?.throwIfAborted();
      if (inflow.read > 0 || full) parts.push(await settle(client, inflow, { ...options, file: file.name }, frame));
    }
    if (!inflows.some(({ read }) => read > 0) && !objects?.read) throw noFeatures(file.name);
    const summary: Summary = {
      ...{ target, file: file.name, source, frame, dryRun, id: null, layers: parts, seconds: 0 },
      objects: objects && { read: objects.read, unused: objects.unused, refused: objects.tally.groups() },
      ...{ refusedRows: 0, peakMemoryMb: reader?.helperMemoryMb() ?? 0 }
    };
    const id = await record(client, summary, { sha256: await file.sha256(), startedAt, full });
    const { mapping, fileLayer, datum, refused } = options;
    if (mapping) await keepMapping(client, source, target, { mapping, fileLayer, datum });
    if (refused) summary.refusedRows = await writeRefused(refused, delivery, reader, head);
    if (!dryRun) summary.id = id;
    if (!dryRun) await analyse(client, stages, parts);
    return summary;
  });
}

async function deliver(
  client: pg.Client,
  options: Named,
  file: SourceFile,
  stages: Stage[],
  workspace: Workspace
): Promise<{ delivery: Delivery; reader?: Reader; head?: LayerHead }> {
  const { source, target, map, signal } = options;
  if (target === 'osm') {
    const wishes = { ...wishesOf(options), datum: options.datum };
    return { delivery: await deliverOsm(file, stages, wishes, workspace, signal) };
  }
  const stage = stages[0]!;
  const reader = await openReader(file, workspace, signal);
  const kept = options.mapping ? undefined : await keptMapping(client, source, target);
  const { mapping, datum, fileLayer } = { ...kept, ...given(options) };
  const head = await chooseLayer(reader, fileLayer, stage.table.layer);
  const opened = await openDelivery(client, reader, head, stage, { mapping, map, datum });
  try {
    if (opened.judged.fault) throw opened.judged.fault;
    return { delivery: await deliverFeatures(file.name, opened, stage, wishesOf(options, reader)), reader, head };
  } finally {
    await opened.close();
  }
}

function wishesOf({ onProgress, signal, refused }: DeliveryOptions, reader?: Reader): Wishes {
  const onRow = (rows: number) => {
    if (rows % 1000 !== 0) return;
    signal?.throwIfAborted();
    onProgress?.({ phase: 'reading', rows, share: reader?.share() });
  };
  return { onRow, keepRefused: refused === undefined ? 0 : MOST_REFUSED };
}

/** What was said this time, over what is kept of the last. */
function given({ mapping, datum, fileLayer }: DeliveryOptions): Partial<KeptMapping> {
  return { ...(mapping && { mapping }), ...(datum && { datum }), ...(fileLayer !== undefined && { fileLayer }) };
}
