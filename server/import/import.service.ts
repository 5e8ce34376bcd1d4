import type pg from 'pg';
import type { Frame } from '#geodata/spatial/datum.ts';
import { deliverGeoJson, deliverOsm, type Delivery, type Inflow } from './deliver.ts';
import { findShift, shiftRefusal } from './datum-guard.ts';
import { endVanished, rememberIds } from './full.queries.ts';
import { noFeatures } from './import-error.ts';
import { defaultSource, refuseFormat, refuseSharedSource, targetLayers } from './import-target.ts';
import { analyse, lockLayers, record, refuseSwapped } from './import.queries.ts';
import { openFile, type SourceFile } from './open-file.ts';
import { place, refuseTaken, refuseUnfit, repair, separateRepeated, write } from './settle.queries.ts';
import { CopyLane, Stage } from './stage.queries.ts';
import type { LayerSummary, Summary } from './summary.ts';
import { readTable } from './table.queries.ts';
import { inTransaction } from './transaction.ts';

export type Progress = { phase: 'reading' | 'checking' | 'writing'; layer?: string; rows: number; share?: number };

export interface ImportOptions {
  /** Address of the database as the owner of its tables. */
  ownerUrl: string;
  /** `osm`, or the layer a GeoJSON file goes into. */
  target: string;
  file: string;
  /** Property of the file → column of the layer (or `source_id`). */
  map?: Record<string, string>;
  /** Frame of the coordinates; by default what the file names, or what its coordinates show. */
  datum?: Frame;
  /** The delivery is all there is of its source: rows it no longer holds are ended. */
  full?: boolean;
  /** Takes a delivery that lies beside what is there. */
  acceptShift?: boolean;
  /** Names the delivery: the same source again updates its rows. Default `osm`, or `<folder>/<file>` without endings. */
  source?: string;
  /** Does everything and takes it back. */
  dryRun?: boolean;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/**
 * Brings one file into the map, whole or not at all: one transaction, ended by an error, an abort or a dry run as if
 * nothing had been. The same file again changes nothing.
 * @throws ImportError in the operator's words; the signal's reason when aborted
 */
export async function importFile(options: ImportOptions): Promise<Summary> {
  const began = performance.now();
  const startedAt = new Date();
  const targets = targetLayers(options.target);
  const file = await openFile(options.file);
  refuseFormat(file, options.target);
  if (options.full) refuseSharedSource(options);
  const source = options.source?.trim() || defaultSource(options.target, options.file);
  const { ownerUrl, signal, dryRun = false } = options;
  const summary = await inTransaction(ownerUrl, signal, !dryRun, async (client) => {
    await lockLayers(client, targets);
    const lane = new CopyLane(client);
    const stages: Stage[] = [];
    for (const layer of targets) stages.push(await Stage.create(client, lane, await readTable(client, layer)));
    const { frame, inflows, objects } = await deliver(options, file, stages);
    const parts: LayerSummary[] = [];
    for (const inflow of inflows) {
      signal?.throwIfAborted();
      if (inflow.read > 0 || options.full)
        parts.push(await settle(client, inflow, { ...options, file: file.name, source }, frame));
    }
    if (!inflows.some(({ read }) => read > 0) && !objects?.read) throw noFeatures(file.name);
    const summary: Summary = {
      ...{ target: options.target, file: file.name, source, frame, dryRun, id: null, layers: parts },
      objects: objects && { read: objects.read, unused: objects.unused, refused: objects.tally.groups() },
      ...{ seconds: 0, peakMemoryMb: 0 }
    };
    const id = await record(client, summary, { sha256: file.sha256(), startedAt, full: options.full });
    if (!dryRun) summary.id = id;
    if (!dryRun) await analyse(client, stages, parts);
    return summary;
  });
  summary.seconds = Math.round(performance.now() - began) / 1000;
  summary.peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  return summary;
}

async function deliver(options: ImportOptions, file: SourceFile, stages: Stage[]): Promise<Delivery> {
  const { target, map = {}, datum, onProgress, signal } = options;
  const onRow = (rows: number) => {
    if (rows % 1000 !== 0) return;
    signal?.throwIfAborted();
    onProgress?.({ phase: 'reading', rows, share: target === 'osm' ? undefined : file.position / file.size });
  };
  const wishes = { map, datum, onRow };
  return target === 'osm' ? deliverOsm(file, stages, wishes, signal) : deliverGeoJson(file, stages[0]!, wishes);
}

/** From staged rows to the layer, set by set. */
async function settle(
  client: pg.Client,
  inflow: Inflow,
  { file, source, full, acceptShift, onProgress }: ImportOptions & { source: string },
  frame: Frame
): Promise<LayerSummary> {
  const { stage, tally, read, filled, relations } = inflow;
  const layer = stage.table.layer.id;
  await stage.end();
  onProgress?.({ phase: 'checking', layer, rows: stage.rows });
  if (full) await rememberIds(client, stage, tally.ids);
  const known = await repair(client, stage, source, tally);
  await refuseUnfit(client, stage, tally);
  const repeated = await separateRepeated(client, stage);
  await refuseTaken(client, stage, source, tally);
  await refuseSwapped(client, stage);
  // Most of it lies where it was: it cannot lie beside that.
  const shift = known * 2 > stage.rows ? undefined : ((await findShift(client, stage, frame)) ?? undefined);
  if (shift && !acceptShift) throw shiftRefusal(file, stage, shift);
  await place(client, stage);
  onProgress?.({ phase: 'writing', layer, rows: stage.rows });
  const written = await write(client, stage, source, filled);
  const ended = full ? await endVanished(client, stage, source) : 0;
  return { layer, read, relations, shift, ended, ...written, ...repeated, refused: tally.groups() };
}
