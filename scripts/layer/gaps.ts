import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is missing of layers that are there in part: one sentence each, naming the file. A layer is known by any of its
 * traces: a table kept as one, a tile function, a file of the registry, a line of the registry.
 * @param root folder that holds `migrations`, `tiles` and `geodata`
 */
export function findGaps(root: string): string[] {
  const tables = tablesOf(root);
  const functions = namesIn(join(root, 'tiles', 'functions'), '.sql').filter((name) => !name.startsWith('_'));
  const files = layerFiles(join(root, 'geodata', 'layers'));
  const listed = listedIn(readFileSync(join(root, 'geodata', 'layers', 'index.ts'), 'utf8'));
  const names = [...new Set([...tables.keys(), ...functions, ...files, ...listed])].sort();
  return names.flatMap((name) => {
    const gaps: string[] = [];
    const migration = tables.get(name);
    if (!migration)
      gaps.push(`a migration migrations/NNNN_${name}.sql that calls governance.keep_layer('….${name}') is missing`);
    else if (!new RegExp(`^\\d{4}_${name}\\.sql$`).test(migration)) {
      gaps.push(`its table is made in migrations/${migration}, which does not bear its name`);
    }
    if (!functions.includes(name)) gaps.push(`tiles/functions/${name}.sql is missing`);
    if (!files.includes(name)) gaps.push(`geodata/layers/${name}.ts is missing`);
    if (!listed.includes(name)) gaps.push('geodata/layers/index.ts does not list it');
    return gaps.map((gap) => `Layer ${name} is half added: ${gap}.`);
  });
}

/** Layer → the migration that makes its table. */
function tablesOf(root: string): Map<string, string> {
  const folder = join(root, 'migrations');
  const found = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^CALL governance\.keep_layer\('\w+\.(\w+)'\)/gm)].map(
      (call) => [call[1]!, file] as const
    )
  );
  // A later migration may call it again after adding a column; the first one makes the table.
  return new Map(found.toReversed());
}

/** Layers that the registry both imports and puts into its list. */
function listedIn(index: string): string[] {
  const list = /layers: readonly Layer\[\] = \[([^\]]*)\]/.exec(index)?.[1] ?? '';
  return [...index.matchAll(/import \{ (\w+) \} from '#geodata\/layers\/(\w+)\.ts'/g)]
    .filter(([, variable]) => new RegExp(`\\b${variable}\\b`).test(list))
    .map(([, , name]) => name!);
}

/** Files that declare a layer; beside them lie the words all layers are declared with. */
function layerFiles(folder: string): string[] {
  return namesIn(folder, '.ts').filter((name) =>
    / = defineLayer\(/.test(readFileSync(join(folder, `${name}.ts`), 'utf8'))
  );
}

function namesIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending) && !file.endsWith(`.test${ending}`))
    .map((file) => file.slice(0, -ending.length));
}
