import { findLayer } from '#geodata/layers/index.ts';
import { lockLayers } from './import.queries.ts';
import { ImportError } from './import-error.ts';
import { inTransaction } from './transaction.ts';
import { markUndone, partsOf, recentImports, undoer, type ImportRow } from './undo.queries.ts';

/** What an undo did to one layer: rows that are gone again, and rows that are as they were before. */
export interface Undone {
  layer: string;
  removed: number;
  restored: number;
}

/** How many parts of imports a list shows. */
const LISTED = 60;

/** The latest imports, newest first, one entry per layer. */
export function listImports(ownerUrl: string): Promise<ImportRow[]> {
  return inTransaction(ownerUrl, undefined, false, (client) => recentImports(client, LISTED));
}

/**
 * Brings back what was there before an import, all its layers in one transaction: what it inserted goes, what it changed
 * or ended comes back as a new version.
 * @param id of any layer's part of the import
 * @throws ImportError when there is no such import, it is undone already, or its rows were changed since
 */
export function undoImport(ownerUrl: string, id: string, signal?: AbortSignal): Promise<Undone[]> {
  return inTransaction(ownerUrl, signal, true, async (client) => {
    const parts = /^\d{1,15}$/.test(id) ? await partsOf(client, id) : [];
    refuseUnfit(id, parts);
    const ofLayers = parts.filter(({ layer }) => findLayer(layer));
    await lockLayers(
      client,
      ofLayers.map(({ layer }) => findLayer(layer)!),
      `undo ${id}`
    );
    const undone: Undone[] = [];
    for (const part of ofLayers) {
      const { changedSince, takeBack } = await undoer(client, part);
      const { rows, imports } = await changedSince();
      if (rows > 0) throw changed(id, part.layer, rows, imports);
      undone.push({ layer: part.layer, ...(await takeBack()) });
    }
    await markUndone(client, parts);
    return undone;
  });
}

function refuseUnfit(id: string, [part]: ImportRow[]): void {
  if (!part) {
    throw new ImportError(
      `There is no import ${id}; npm run import -- list shows which there are.`,
      `没有导入 ${id}；可用 npm run import -- list 查看。`,
      true
    );
  }
  if (part.undone_at) throw new ImportError(`Import ${id} is undone already.`, `导入 ${id} 已经撤销。`);
  if (part.version_at) return;
  throw new ImportError(
    `Import ${id} is older than the record of what it changed and cannot be undone.`,
    `导入 ${id} 早于变更记录，无法撤销。`
  );
}

function changed(id: string, layer: string, rows: number, imports: string[]): ImportError {
  const count = rows.toLocaleString('en');
  const by = imports.join(', ');
  return new ImportError(
    `Import ${id} cannot be undone: ${count} of its rows in ${layer} were changed since${by ? ` by import ${by}; undo that first` : ' by hand'}.`,
    `导入 ${id} 无法撤销：其在 ${layer} 中的 ${count} 行此后已被${by ? `导入 ${imports.join('、')} 修改，请先撤销该导入` : '人工修改'}。`
  );
}
