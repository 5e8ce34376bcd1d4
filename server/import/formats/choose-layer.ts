import type { Layer } from '#geodata/layers/define.ts';
import { ImportError } from '../import-error.ts';
import type { LayerHead, Reader } from './reader.ts';

/**
 * The layer of a file that goes into a layer of the map: the one named, the only one, or the only one of its kind.
 * @throws ImportError when there is none of that name, or several that could be meant
 */
export async function chooseLayer(
  reader: Reader,
  wanted: string | undefined,
  { id, geometry }: Layer
): Promise<LayerHead> {
  const heads = await reader.layers();
  const names = heads.map(({ name }) => name);
  if (wanted !== undefined) {
    const found = heads.find(({ name }) => name === wanted);
    if (found) return found;
    throw new ImportError(
      `${reader.name} has no layer ${wanted}; it has ${names.join(', ')}.`,
      `${reader.name} 中没有图层 ${wanted}；可用：${names.join('、')}。`,
      true
    );
  }
  const [only, ...more] = heads;
  if (only && more.length === 0) return only;
  const [fitting, ...others] = heads.filter(({ geometryType }) => geometryType === geometry);
  if (fitting && others.length === 0) return fitting;
  throw new ImportError(
    `${reader.name} has several layers; say with --file-layer which one goes into ${id}: ${names.join(', ')}.`,
    `${reader.name} 包含多个图层，请用 --file-layer 指明导入 ${id} 的图层：${names.join('、')}。`,
    true
  );
}
