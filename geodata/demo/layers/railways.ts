import { direction, shift, type XY } from '#geodata/spatial/plane.ts';
import { lineThrough, type MultiLineString } from '../geo.ts';
import { frame } from '../plan/plan.ts';
import type { Placed } from '../rows.ts';
import { mainLine, urbanRail } from '../skeleton/landmarks.ts';
import { smoothLine } from '../smooth.ts';

export interface RailwayRow extends Placed {
  class: string;
  name: string | null;
  service: boolean;
  bridge: boolean;
  tunnel: boolean;
  geom: MultiLineString;
}

/** The main line as two tracks, sidings at the station, and the lines of the city. */
export function railways(): RailwayRow[] {
  const row = (source_id: string, more: Partial<RailwayRow>, spots: readonly XY[]): RailwayRow => ({
    ...{
      source_id,
      division_code: null,
      grid_code: null,
      class: 'rail',
      name: null,
      service: false,
      bridge: false,
      tunnel: false
    },
    ...more,
    geom: lineThrough(spots)
  });
  const line = smoothLine(mainLine.map(frame.toPlane), 3);
  const beside = (metres: number) =>
    line.map((at, i) =>
      shift(at, direction(line[Math.max(0, i - 1)]!, line[Math.min(line.length - 1, i + 1)]!), 0, metres)
    );
  const sidings = [14, 19, 24, 30, 36, -16, -21, -26].map((metres, i) =>
    row(`siding-${i + 1}`, { service: true }, sidingAt(metres))
  );
  return [
    row('main-1', { name: '京哈线' }, beside(3)),
    row('main-2', { name: '京哈线' }, beside(8)),
    ...sidings,
    ...urbanRail.map(({ name, class: kind, through }, i) =>
      row(
        `urban-${i + 1}`,
        { class: kind, name, tunnel: kind === 'subway', bridge: kind === 'light_rail' },
        smoothLine(through.map(frame.toPlane), 2)
      )
    )
  ];
}

/** A track through the station beside the main line, joined to it at both ends. */
function sidingAt(metres: number): XY[] {
  const y = (lat: number) => frame.toPlane([125.32, lat])[1];
  const x = (lng: number) => frame.toPlane([lng, 43.9])[0];
  const short = Math.abs(metres) * 6;
  return [
    [x(125.3135) + short, y(43.9081)],
    [x(125.3152) + short, y(43.9085) + metres],
    [x(125.332) - short, y(43.9087) + metres],
    [x(125.336) - short, y(43.90865)]
  ];
}
