import type { FileFormat, FileLayer, FileProblem } from '#geodata/schemas/delivery.ts';
import type { Properties, Refused } from '#geodata/sources/rule.ts';
import type { GeoJsonGeometry } from '../geometry.ts';
import type { AddressMatch } from '../place-address.ts';
import type { FrameClues } from '../settle-frame.ts';

/** One feature as it came, in the frame of the file; a text instead where it is none. */
export type Read = Feature | string;

export interface Feature {
  id?: unknown;
  properties: Properties;
  /** As far as it is known to be one: what is inside is looked at where it is used. Null for a row of a table. */
  geometry: GeoJsonGeometry | null;
  /** What its address was found by, or why it was not. */
  found?: AddressMatch | Refused;
}

/** What is known of a layer without reading its features. */
export interface LayerHead extends Pick<FileLayer, 'name' | 'count'> {
  /** Null where only the features tell. */
  geometryType: FileLayer['geometryType'] | null;
  /** Reference frame as the file names it. */
  srs: string | null;
}

/** A delivery opened for reading, whatever its format. */
export interface Reader {
  /** What to call the file in a sentence. */
  readonly name: string;
  readonly format: FileFormat;
  /** Of the file's texts, once known; null where the format leaves no choice. */
  readonly encoding: string | null;
  readonly problems: FileProblem[];
  layers(): Promise<LayerHead[]>;
  /**
   * The features of a layer in the order of the file, the same every time. Stop early at will.
   * @param clues told of the frame the file names, before the first feature comes
   */
  features(layer: LayerHead, clues: FrameClues): AsyncGenerator<Read>;
  /** How much of the file has been read, 0 to 1, where that is known. */
  share(): number | undefined;
  /** Highest memory of helper processes so far, megabytes. */
  helperMemoryMb(): number;
}
