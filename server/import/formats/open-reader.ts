import type { SourceFile } from '../open-file.ts';
import type { Workspace } from '../workspace.ts';
import { geoJsonReader } from './geojson.ts';
import type { Reader } from './reader.ts';

/** Opens a delivery of any format but OpenStreetMap's for reading. */
export async function openReader(file: SourceFile, _workspace: Workspace, _signal?: AbortSignal): Promise<Reader> {
  return geoJsonReader(file);
}
