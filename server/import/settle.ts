import type pg from 'pg';
import type { Frame } from '#geodata/spatial/datum.ts';
import { findShift, shiftRefusal, type Shift } from './datum-guard.ts';
import type { Inflow } from './deliver.ts';
import { endVanished, rememberIds } from './full.queries.ts';
import { refuseSwapped } from './import.queries.ts';
import type { DeliveryOptions } from './import.service.ts';
import { joinCompounds, place, refuseTaken, refuseUnfit, repair, separateRepeated, write } from './settle.queries.ts';
import type { LayerSummary } from './summary.ts';
import { takeOutUnchanged } from './unchanged.queries.ts';
import { prefixesOf, refuseOutside } from './within-scope.queries.ts';

export interface Checked {
  duplicates: number;
  renumbered: number;
  /** By how much it lies beside what is there. */
  shift?: Shift;
  /** Rows that are there already, and how many of them were mended when they were read. */
  same: { unchanged: number; repaired: number };
}

/**
 * Sets aside what is there already, repairs the rest, refuses what does not fit, set by set, and measures whether it lies
 * where it should.
 * @param scope where rows may lie; undefined anywhere
 */
export async function checkStaged(
  client: pg.Client,
  inflow: Inflow,
  source: string,
  frame: Frame,
  scope?: readonly string[]
): Promise<Checked> {
  const { stage, tally, filled } = inflow;
  const same = await takeOutUnchanged(client, stage, source, filled);
  const known = same.unchanged + (await repair(client, stage, source, tally));
  await refuseUnfit(client, stage, tally);
  const repeated = await separateRepeated(client, stage);
  await refuseTaken(client, stage, source, tally);
  await refuseSwapped(client, stage);
  // Most of it lies where it was: it cannot lie beside that.
  const shift = known * 2 > stage.rows ? undefined : ((await findShift(client, stage, frame)) ?? undefined);
  const prefixes = prefixesOf(scope);
  if (prefixes) await refuseOutside(client, stage, source, tally, prefixes);
  return { ...repeated, shift, same };
}

/** From staged rows to the layer, set by set. */
export async function settle(
  client: pg.Client,
  inflow: Inflow,
  { file, source, full, acceptShift, scope, onProgress }: DeliveryOptions & { source: string },
  frame: Frame
): Promise<LayerSummary> {
  const { stage, tally, read, filled, relations } = inflow;
  const layer = stage.table.layer.id;
  await stage.end();
  onProgress?.({ phase: 'checking', layer, rows: stage.rows });
  if (full) await rememberIds(client, stage, tally.ids);
  const { shift, same, ...repeated } = await checkStaged(client, inflow, source, frame, scope);
  if (shift && !acceptShift) throw shiftRefusal(file, stage, shift);
  await place(client, stage);
  onProgress?.({ phase: 'writing', layer, rows: stage.rows });
  const written = await write(client, stage, source, filled);
  await joinCompounds(client, layer);
  const ended = full ? await endVanished(client, stage, source, prefixesOf(scope)) : 0;
  const unchanged = written.unchanged + same.unchanged;
  const repaired = written.repaired + same.repaired;
  return {
    layer,
    read,
    relations,
    shift,
    ended,
    ...written,
    unchanged,
    repaired,
    ...repeated,
    refused: tally.groups()
  };
}
