import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../provision/operator-error.ts';
import { functionOf, layerFileOf, migrationOf, registryWith, type NewLayer } from './scaffold.ts';

/**
 * Writes the three files of a new layer and its line in the registry; gives their paths.
 * @param root folder that holds `migrations`, `tiles` and `geodata`
 * @throws OperatorError for a name that is taken or not spelt as a table; nothing is written then
 */
export function addLayer(root: string, layer: NewLayer): string[] {
  const { name } = layer;
  if (!/^[a-z]+(_[a-z]+)*$/.test(name)) {
    throw new OperatorError(
      `"${name}" is no name of a layer: write it as its table, snake_case and plural (street_lamps).`
    );
  }
  const index = join('geodata', 'layers', 'index.ts');
  const files: Record<string, string> = {
    [join('migrations', `${nextNumber(root)}_${name}.sql`)]: migrationOf(layer),
    [join('tiles', 'functions', `${name}.sql`)]: functionOf(layer),
    [join('geodata', 'layers', `${name}.ts`)]: layerFileOf(layer)
  };
  const taken = Object.keys(files).find((file) => existsSync(join(root, file)));
  if (taken) throw new OperatorError(`There is already a ${taken}.`);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  writeFileSync(join(root, index), registryWith(readFileSync(join(root, index), 'utf8'), name));
  return [...Object.keys(files), index];
}

function nextNumber(root: string): string {
  const numbers = readdirSync(join(root, 'migrations')).map((file) => parseInt(file, 10));
  return String(Math.max(0, ...numbers.filter(Number.isInteger)) + 1).padStart(4, '0');
}
