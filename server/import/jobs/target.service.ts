import type { Pool } from 'pg';
import { fieldsOf, type FieldMeta, type Layer } from '#geodata/layers/define.ts';
import { layers } from '#geodata/layers/index.ts';
import type { ImportTarget, TargetColumn } from '#geodata/schemas/import_job.ts';
import { Problem } from '#server/http/problem.ts';
import { ImportError } from '../import-error.ts';
import { targetLayers } from '../import-target.ts';
import { valuesOf } from '../words.ts';
import { readTable } from '../table.queries.ts';

/** The layers a file can go into, with the columns it may fill. */
export async function importTargets(pool: Pool): Promise<ImportTarget[]> {
  const client = await pool.connect();
  try {
    const targets: ImportTarget[] = [];
    for (const layer of layers.filter(({ id }) => isTarget(id))) {
      const { columns } = await readTable(client, layer);
      targets.push({ layer: layer.id, columns: columns.map((column) => describe(layer, column)) });
    }
    return targets;
  } finally {
    client.release();
  }
}

/** Columns a file may fill although no page shows them as a field. */
const unpublished: Record<string, FieldMeta> = {
  observed_at: { zh: '观测时间', en: 'Observed' },
  type_code: { zh: '类型编码', en: 'Type code' }
};

function describe(
  layer: Layer,
  { name, type, required }: { name: string; type: string; required: boolean }
): TargetColumn {
  const meta = fieldsOf(layer)[name] ?? unpublished[name] ?? { zh: name, en: name };
  return { name, type, required, zh: meta.zh, en: meta.en, unit: meta.unit, values: valuesOf(meta) };
}

function isTarget(id: string): boolean {
  try {
    return targetLayers(id).length > 0;
  } catch {
    return false;
  }
}

/** @throws Problem 422 for a layer that is not there or is not filled by files */
export function refuseTarget(id: string): void {
  try {
    targetLayers(id);
  } catch (error) {
    throw error instanceof ImportError ? new Problem(422, 'no-such-target', error.words) : error;
  }
}
