import { frameTitle, isDegrees, parseFrame, type Frame } from '#geodata/spatial/datum.ts';
import { frameFault, guessFrame, type FrameFault } from '#geodata/spatial/judge_frame.ts';
import { epsgOfEasting } from '#geodata/spatial/metric_frame.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import type { GeoJsonGeometry } from './geometry.ts';
import { ImportError } from './import-error.ts';

/** What is known of a delivery's frame before its coordinates are read. */
export interface FrameClues {
  /** By whoever brings the file; undefined leaves it to the file. */
  stated?: Frame;
  /** By the file itself: `urn:ogc:def:crs:EPSG::4530`. */
  named?: string;
}

/** What is thought of a delivery's frame before it is compared with what is there. */
export interface Judged {
  frame: Frame;
  /** Stated by whoever brings it, named by the file, read off its coordinates, or assumed for want of any sign. */
  how: 'stated' | 'named' | 'detected' | 'assumed';
  /** Where coordinates and frame contradict each other: the sentence to refuse it with. */
  fault: ImportError | null;
}

/** The frame of a delivery: as stated, else as the file names it, else as its first coordinates show. */
export function judgeFrame(file: string, { stated, named }: FrameClues, sample: readonly XY[]): Judged {
  const asNamed = stated === undefined && named !== undefined ? frameNamed(file, named) : undefined;
  if (asNamed instanceof ImportError) return { frame: 'wgs84', how: 'named', fault: asNamed };
  const guess = stated ?? asNamed ?? guessFrame(sample);
  const frame = guess ?? 'wgs84';
  const how = stated ? 'stated' : asNamed ? 'named' : frame === 'wgs84' ? 'assumed' : 'detected';
  const fault = frameFault(frame, sample);
  return { frame, how, fault: fault && contradiction(file, frame, fault, sample[0]!) };
}

function frameNamed(file: string, named: string): Frame | ImportError {
  const frame = frameOfName(named);
  if (frame) return frame;
  return new ImportError(
    `${file} is in ${named}; bring it into EPSG:4326 (longitude, latitude) first, or say with --datum what it is in truth.`,
    `${file} 的坐标系为 ${named}，请先转换为 EPSG:4326（经度、纬度），或用 --datum 说明其实际坐标系。`
  );
}

/** The frame behind a name such as `urn:ogc:def:crs:EPSG::4530`; null for one that is not known here. */
export function frameOfName(named: string): Frame | null {
  const epsg = /EPSG:.*?(\d{4,5})$/i.exec(named)?.[1];
  return parseFrame(/CRS84$/.test(named) ? 'wgs84' : epsg ? `epsg:${epsg}` : named);
}

function contradiction(file: string, frame: Frame, fault: FrameFault, at: XY): ImportError {
  const { en, zh } = frameTitle(frame);
  const spot = at.map((value) => Number(value.toFixed(isDegrees(frame) && fault !== 'metres' ? 6 : 1))).join(', ');
  const [english, chinese] = sentences[fault](at);
  return new ImportError(
    `${file} is taken to be in ${en}, but ${english} (${spot}). Nothing was imported.`,
    `${file} 按 ${zh} 读取，但${chinese}（${spot}）。未导入任何内容。`
  );
}

const sentences: Record<FrameFault, (at: XY) => [en: string, zh: string]> = {
  metres: () => [
    'its coordinates are metres: name their frame with --datum, such as epsg:4551 for CGCS2000 around 126°E',
    '其坐标为米制：请用 --datum 指明坐标系，例如 epsg:4551（CGCS2000，中央经线 126°）'
  ],
  feet: () => ['its coordinates seem to be feet: convert them to metres first', '其坐标疑似以英尺为单位：请先换算为米'],
  degrees: () => [
    'its coordinates are degrees: leave --datum out, or name a frame of degrees',
    '其坐标为经纬度：请去掉 --datum，或指明经纬度坐标系'
  ],
  swapped: () => [
    'its axes seem to be swapped: write longitude (or easting) before latitude (or northing)',
    '其坐标轴顺序疑似颠倒：应先经度（东坐标）后纬度（北坐标）'
  ],
  not_shifted: () => [
    'it lies outside China, where coordinates are not shifted: import it with --datum wgs84',
    '其位置在中国以外，该处坐标没有偏移：请用 --datum wgs84 导入'
  ],
  elsewhere: (at) => {
    const epsg = epsgOfEasting(at[0]);
    return [
      `its coordinates lie outside of that frame${epsg ? `: their easting carries the zone of epsg:${epsg}` : ''}`,
      `其坐标超出该坐标系的范围${epsg ? `：东坐标带号对应 epsg:${epsg}` : ''}`
    ];
  }
};

/** The first position of a geometry as it came, or null where it has none. */
export function firstPosition(geometry: GeoJsonGeometry | null | undefined): XY | null {
  if (geometry?.type === 'GeometryCollection') return firstPosition(geometry.geometries?.[0]);
  let at: unknown = geometry?.coordinates;
  while (Array.isArray(at) && Array.isArray(at[0])) at = at[0];
  if (!Array.isArray(at)) return null;
  const [x, y] = at as unknown[];
  return typeof x === 'number' && typeof y === 'number' ? [x, y] : null;
}
