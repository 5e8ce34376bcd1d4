import type pg from 'pg';
import type { Frame } from '#geodata/spatial/datum.ts';
import { findShift, shiftRefusal, type Shift } from './datum-guard.ts';
import type { Inflow } from './deliver.ts';
import { endVanished, rememberIds } from './full.queries.ts';
import { refuseSwapped } from './import.queries.ts';
import type { DeliveryOptions } from './import.service.ts';
import { place, refuseTaken, refuseUnfit, repair, separateRepeated, write } from './settle.queries.ts';
import type { LayerSummary } from './summary.ts';

export interface Checked {
  duplicates: number;
  renumbered: number;
  /** By how much it lies beside what is there. */
  shift?: Shift;
}

/** Repairs what is staged, refuses what does not fit, set by set, and measures whether the rest lies where it should. */
export async function checkStaged(client: pg.Client, inflow: Inflow, source: string, frame: Frame): Promise<Checked> {
  const { stage, tally } = inflow;
  const known = await repair(client, stage, source, tally);
  await refuseUnfit(client, stage, tally);
  const repeated = await separateRepeated(client, stage);
  await refuseTaken(client, stage, source, tally);
  await refuseSwapped(client, stage);
  // Most of it lies where it was: it cannot lie beside that.
  const shift = known * 2 > stage.rows ? undefined : ((await findShift(client, stage, frame)) ?? undefined);
  return { ...repeated, shift };
}

/** From staged rows to the layer, set by set. */
export async function settle(
  client: pg.Client,
  inflow: Inflow,
  { file, source, full, acceptShift, onProgress }: DeliveryOptions & { source: string },
  frame: Frame
): Promise<LayerSummary> {
  const { stage, tally, read, filled, relations } = inflow;
  const layer = stage.table.layer.id;
  await stage.end();
  onProgress?.({ phase: 'checking', layer, rows: stage.rows });
  if (full) await rememberIds(client, stage, tally.ids);
  const { shift, ...repeated } = await checkStaged(client, inflow, source, frame);
  if (shift && !acceptShift) throw shiftRefusal(file, stage, shift);
  await place(client, stage);
  onProgress?.({ phase: 'writing', layer, rows: stage.rows });
  const written = await write(client, stage, source, filled);
  const ended = full ? await endVanished(client, stage, source) : 0;
  return { layer, read, relations, shift, ended, ...written, ...repeated, refused: tally.groups() };
}
