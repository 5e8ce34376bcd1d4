import { layers } from '#geodata/layers/index.ts';

/** Tables of all layers but the divisions, in draw order, as schema.name. */
export const layerTables: readonly string[] = layers
  .filter(({ id }) => id !== 'divisions')
  .map(({ schema, id }) => `${schema}.${id}`);

export function tableOf(layer: string): string {
  const found = layerTables.find((table) => table.endsWith(`.${layer}`));
  if (!found) throw new Error(`There is no layer ${layer}`);
  return found;
}
