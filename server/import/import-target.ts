import { basename, dirname, join, resolve } from 'node:path';
import type { Layer } from '#geodata/layers/define.ts';
import { findLayer, layers } from '#geodata/layers/index.ts';
import { osmRules } from '#geodata/sources/osm/index.ts';
import { ImportError } from './import-error.ts';
import type { SourceFile } from './open-file.ts';

/** Layers whose rows are made by other doors: boundaries are edited and published, events are reported. */
const otherDoors = new Set(['divisions', 'grids', 'events']);

/**
 * The layers a delivery may fill: all that OpenStreetMap knows, or the one named.
 * @throws ImportError for a name there is not, and for layers that are not imported
 */
export function targetLayers(target: string): Layer[] {
  if (target === 'osm') return layers.filter(({ id }) => id in osmRules);
  const layer = findLayer(target);
  const names = layers.map(({ id }) => id).filter((id) => !otherDoors.has(id));
  if (!layer) {
    throw new ImportError(
      `There is no layer ${target}; there are osm and ${names.join(', ')}.`,
      `没有图层 ${target}；可用：osm、${names.join('、')}。`,
      true
    );
  }
  if (!otherDoors.has(target)) return [layer];
  throw new ImportError(
    `${layer.title.en} are not imported: ${target === 'events' ? 'events are reported' : 'boundaries are edited and published in the workbench'}.`,
    `${layer.title.zh}不通过导入获得：${target === 'events' ? '事件由上报产生' : '边界在工作台编辑并发布'}。`,
    true
  );
}

const READ = 'GeoJSON, GeoPackage, Shapefile, FlatGeobuf, KML, CSV or XLSX';

/** @throws ImportError when the content, not the ending, is of another format */
export function refuseFormat({ name, content }: SourceFile, target: string): void {
  const isOsm = content.format.startsWith('osm-');
  if (target === 'osm' ? isOsm : !isOsm && content.format !== 'other') return;
  const wanted = target === 'osm' ? 'OpenStreetMap (.osm, .osm.gz, .osm.pbf)' : READ;
  throw new ImportError(
    `${name} is ${content.name.en}, not ${wanted}.`,
    `${name} 是${content.name.zh}，不是 ${wanted.replace(' or ', '、').replaceAll(', ', '、')} 数据。`
  );
}

/** @throws ImportError when a full delivery would end what other extracts brought under the name they share */
export function refuseSharedSource({ target, source }: { target: string; source?: string }): void {
  if (target !== 'osm' || source?.trim()) return;
  throw new ImportError(
    'All OpenStreetMap extracts are one source: with --full, name yours with --source.',
    '所有 OpenStreetMap 数据共用一个来源：使用 --full 时请用 --source 指定来源名称。',
    true
  );
}

/** `hongkong/roads` of `…/hongkong/roads.geojsonl.gz`: files of two cities must not take each other's ids. */
export function defaultSource(target: string, file: string): string {
  if (target === 'osm') return 'osm';
  const path = resolve(file);
  return join(basename(dirname(path)), basename(path).replace(/(\.[a-z]+)?(\.gz)?$/i, '')).replaceAll('\\', '/');
}
