import { divisions, type Division } from '#geodata/codes/divisions.ts';
import { gridCode } from '#geodata/codes/grid_code.ts';
import { boxOf, distance, type XY } from '#geodata/spatial/plane.ts';
import { CellIndex } from '#geodata/spatial/cell_index.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import { ringCentre, ringContains } from '#geodata/spatial/ring.ts';
import { connectedParts, growGroups, type Neighbourhood } from './plan/groups.ts';
import { frame, landmarkOf, type Plan } from './plan/plan.ts';
import { river, squares } from './skeleton/landmarks.ts';
import { streets } from './skeleton/streets.ts';
import { easternLines, subdistricts, westernLines } from './skeleton/subdistricts.ts';

const GRIDS = 410;

export interface Area {
  code: string;
  name: string;
  faces: number[];
}

export interface GridArea extends Area {
  community: string;
  kind: 'unit' | 'exclusive';
}

/** Who answers for which ground: every face of the plan belongs to one grid, community and subdistrict. */
export interface Territory {
  subdistricts: Area[];
  communities: Area[];
  grids: GridArea[];
  /** The unit grid a spot lies in; null outside the city. */
  gridAt(spot: XY): { face: number; grid: string; community: string } | null;
}

export function territoryOf(plan: Plan): Territory {
  const among = neighbourhood(plan);
  const areas = assignSubdistricts(plan, among);
  const communities = areas.flatMap((area) => communitiesOf(among, area));
  const grids = unitGrids(among, communities);
  const gridOf = new Map(grids.flatMap((grid) => grid.faces.map((face) => [face, grid] as const)));
  const index = new CellIndex<number>(250);
  plan.faces.forEach(({ ring }, face) => index.add(boxOf(ring), face));
  return {
    subdistricts: areas,
    communities,
    grids: [...grids, ...exclusiveGrids(plan, grids, gridOf)],
    gridAt: (spot) => {
      const face = index.at(spot).find((i) => ringContains(plan.faces[i]!.ring, spot));
      if (face === undefined) return null;
      const { code, community } = gridOf.get(face)!;
      return { face, grid: code, community };
    }
  };
}

/** Parks and water count little when areas are to be alike in what there is to look after. */
function neighbourhood(plan: Plan): Neighbourhood {
  const touching = plan.faces.map(() => new Set<number>());
  plan.leftOf.forEach((face, side) => {
    const beyond = plan.leftOf[side ^ 1]!;
    if (face >= 0 && beyond >= 0 && face !== beyond) touching[face]!.add(beyond);
  });
  return {
    middles: plan.faces.map(({ ring }) => ringCentre(ring)),
    weights: plan.faces.map((face) => {
      const open = landmarkOf(face) || face.sides.some((side) => plan.lineOf(side).kind === 'river');
      return 8000 + face.area_m2 * (open ? 0.15 : 1);
    }),
    neighbours: touching.map((set) => [...set])
  };
}

function assignSubdistricts(plan: Plan, among: Neighbourhood): Area[] {
  const byCode = new Map<string, number[]>();
  among.middles.forEach((middle, face) => {
    const code = subdistrictAt(frame.toLngLat(middle));
    byCode.set(code, [...(byCode.get(code) ?? []), face]);
  });
  const owner = new Map([...byCode].flatMap(([code, faces]) => faces.map((face) => [face, code] as const)));
  // What was cut off from its subdistrict goes to the neighbour it has most faces in common with.
  for (const [code, faces] of byCode) {
    for (const face of connectedParts(among, faces).slice(1).flat()) {
      const others = among.neighbours[face]!.map((next) => owner.get(next)!).filter((other) => other !== code);
      if (others[0]) owner.set(face, others[0]);
    }
  }
  return [...byCode.keys()].sort().map((code) => ({
    code: `${code}000`,
    name: nameOf(`${code}000`),
    faces: plan.faces.flatMap((_, face) => (owner.get(face) === code ? [face] : []))
  }));
}

function subdistrictAt([lng, lat]: readonly [number, number]): string {
  const lngOn = (line: readonly (readonly [number, number])[]) =>
    interpolate(
      line.map(([x, y]) => [y, x] as const),
      lat
    );
  if (lng > lngOn(river.through)) return subdistricts.beyondRiver;
  const renmin = streets.find(({ name }) => name === '人民大街')!.through.toReversed();
  const west = lng < lngOn(renmin);
  const strip = (west ? westernLines : easternLines).filter((line) => lat < interpolate(line, lng)).length;
  if (west) return subdistricts.west[strip]!;
  const dajing = streets.find(({ name }) => name === '大经路')!.through.toReversed();
  return strip === 1 && lng > lngOn(dajing) ? subdistricts.beyondDajing : subdistricts.east[strip]!;
}

/** y at x on a line drawn from small x to large; level beyond its ends. */
function interpolate(line: readonly (readonly [number, number])[], x: number): number {
  const after = line.findIndex(([px]) => px >= x);
  if (after <= 0) return after === 0 ? line[0]![1] : line.at(-1)![1];
  const [[ax, ay], [bx, by]] = [line[after - 1]!, line[after]!];
  return ay + ((by - ay) * (x - ax)) / (bx - ax);
}

const byCode = new Map(divisions.map((division) => [division.code, division]));
const nameOf = (code: string): string => byCode.get(code)!.name;

/** The real communities of a subdistrict, on grounds grown by chance; those named after a street lie near it. */
function communitiesOf(among: Neighbourhood, area: Area): Area[] {
  const named = divisions.filter(({ parentCode, code }) => parentCode === area.code && code.slice(9) < '100');
  const groups = growGroups(among, area.faces, named.length).map((faces) => ({
    faces,
    middle: middleOf(among, faces)
  }));
  const pairs = named.flatMap((division) =>
    groups.map((group) => ({ division, group, away: awayFrom(division, group.middle) }))
  );
  // The surest pairs first; what no street places goes from west to east in the order of the codes.
  pairs.sort(
    (p, q) => p.away - q.away || p.division.code.localeCompare(q.division.code) || p.group.middle[0] - q.group.middle[0]
  );
  const taken = new Map<object, Division>();
  for (const { division, group } of pairs) {
    if (!taken.has(group) && ![...taken.values()].includes(division)) taken.set(group, division);
  }
  return [...taken]
    .map(([group, { code, name }]) => ({ code, name, faces: (group as { faces: number[] }).faces }))
    .sort((p, q) => p.code.localeCompare(q.code));
}

function awayFrom({ name }: Division, middle: XY): number {
  const base = name.replace(/社区$/, '');
  const street = streets.find((one) => base.startsWith(one.name) || one.name.startsWith(base));
  const square = squares.find((one) => base === one.name);
  if (square) return distance(frame.toPlane(square.at), middle);
  if (!street) return 1e5;
  const through = street.through.map(frame.toPlane);
  return Math.min(...through.slice(1).map((b, i) => nearestOnSegment(middle, through[i]!, b).away));
}

function middleOf({ middles, weights }: Neighbourhood, faces: number[]): XY {
  const total = faces.reduce((sum, face) => sum + weights[face]!, 0);
  const mean = (k: 0 | 1) => faces.reduce((sum, face) => sum + middles[face]![k] * weights[face]!, 0) / total;
  return [mean(0), mean(1)];
}

/** Grids of about equal weight; within a community they are numbered from west to east, then from north to south. */
function unitGrids(among: Neighbourhood, communities: Area[]): GridArea[] {
  const weightOf = (faces: number[]) => faces.reduce((sum, face) => sum + among.weights[face]!, 0);
  const total = communities.reduce((sum, { faces }) => sum + weightOf(faces), 0);
  return communities.flatMap(({ code, name, faces }) => {
    const count = Math.max(2, Math.round((GRIDS * weightOf(faces)) / total));
    return growGroups(among, faces, count)
      .map((group) => ({ group, middle: middleOf(among, group) }))
      .sort((p, q) => Math.round((p.middle[0] - q.middle[0]) / 150) || q.middle[1] - p.middle[1])
      .map(({ group }, i) => ({
        code: gridCode(code, i + 1),
        name: `${name.replace(/社区$/, '')}第${i + 1}网格`,
        kind: 'unit',
        community: code,
        faces: group
      }));
  });
}

/** 专属网格: markets, campuses and parks have a grid of their own over the unit grids. */
function exclusiveGrids(plan: Plan, grids: GridArea[], gridOf: Map<number, GridArea>): GridArea[] {
  const used = new Map<string, number>();
  for (const { community } of grids) used.set(community, (used.get(community) ?? 0) + 1);
  return plan.faces.flatMap((face, i): GridArea[] => {
    const landmark = landmarkOf(face);
    if (!landmark?.exclusive) return [];
    const { community } = gridOf.get(i)!;
    used.set(community, used.get(community)! + 1);
    const code = gridCode(community, used.get(community)!);
    return [{ code, name: `${landmark.name}专属网格`, kind: 'exclusive', community, faces: [i] }];
  });
}
