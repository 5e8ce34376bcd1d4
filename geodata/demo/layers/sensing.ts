import { cameraCode } from '#geodata/codes/camera_code.ts';
import { componentCode } from '#geodata/codes/component_code.ts';
import { componentKinds } from '#geodata/codes/component_kinds.ts';
import { shift, type XY } from '#geodata/spatial/plane.ts';
import type { City } from '../city.ts';
import { pointAt, type Point } from '../geo.ts';
import { spotsAlong, streetLines } from '../street_lines.ts';
import type { Placed } from '../rows.ts';

export interface CameraRow extends Placed {
  geom: Point;
  name: string;
  device_code: string;
  status: string;
  azimuth_deg: number | null;
  fov_deg: number | null;
  range_m: number | null;
  share_level: string;
  face_capable: boolean;
  legal_basis: string | null;
  signage: boolean | null;
}

const CAMERAS = 500;

/** Half of the cameras look along streets, the rest over gates of estates and into parks. */
export function cameras(city: City): CameraRow[] {
  const random = city.chance('cameras');
  const lines = streetLines(city.plan).filter(({ line }) => line.class !== 'minor');
  const onStreets = random
    .shuffled(lines.flatMap((line) => spotsAlong(line, 320)))
    .slice(0, 260)
    .map((spot) => {
      const back = random.chance(0.5);
      return {
        spot: city.kerb(spot, back ? 'left' : 'right', 2),
        bearing: bearingOf(spot.way) + (back ? 180 : 0),
        what: '路口'
      };
    });
  const atGates = random
    .shuffled(city.built.entrances.filter(({ kind }) => kind !== 'pedestrian'))
    .slice(0, 190)
    .map(({ spot, plot, compound }) => ({
      ...{
        spot,
        bearing: bearingOf([spot[0] - plot.middle[0], spot[1] - plot.middle[1]]),
        what: compound ? `${compound.name}门前` : '单位门前'
      }
    }));
  const open = city.plots.filter(({ use }) =>
    ['park', 'lake_park', 'plaza', 'island', 'station', 'market'].includes(use)
  );
  const inOpen = Array.from({ length: CAMERAS - 450 }, () => {
    const plot = random.pick(open);
    return { spot: random.pick(plot.ring), bearing: random.between(0, 360), what: plot.landmark?.name ?? '开阔地' };
  });
  const serials = new Map<string, number>();
  return [...onStreets, ...atGates, ...inOpen].map(({ spot, bearing, what }, i): CameraRow => {
    const place = city.placeOf(spot);
    const county = place.division_code?.slice(0, 6) ?? '220102';
    const serial = (serials.get(county) ?? 0) + 1;
    serials.set(county, serial);
    const around = random.chance(0.08);
    const blind = random.chance(0.03);
    const face_capable = i % 42 === 7;
    return {
      ...{ source_id: `camera-${i + 1}`, ...place, name: `${city.addressOf(spot).street}${what}${i + 1}号` },
      device_code: cameraCode({
        centre: `${county}00`,
        industry: random.pick(['00', '01', '01']),
        type: random.chance(0.8) ? '132' : '131',
        serial
      }),
      status: random.weighted({ online: 88, offline: 6, faulty: 4, unknown: 2 }),
      azimuth_deg: blind ? null : (Math.round((bearing + random.normal(0, 8) + 720) * 10) / 10) % 360,
      fov_deg: blind ? null : around ? 360 : random.pick([48, 62, 75, 90, 104]),
      range_m: blind ? null : around ? random.pick([30, 45]) : random.pick([40, 60, 80, 120]),
      share_level: random.weighted({ county: 72, city: 22, province: 6 }),
      geom: pointAt(spot),
      ...{
        face_capable,
        ...(face_capable ? faceRecord(i) : { legal_basis: null, signage: random.chance(0.7) ? true : null })
      }
    };
  });
}

/** What is on record for a device that can capture faces: complete, without a sign, without a basis, nothing. */
function faceRecord(i: number): Pick<CameraRow, 'legal_basis' | 'signage'> {
  const basis = '公共安全视频图像信息系统管理条例（演示备案）';
  return [
    { legal_basis: basis, signage: true },
    { legal_basis: basis, signage: false },
    { legal_basis: null, signage: true },
    { legal_basis: null, signage: null }
  ][((i - 7) / 42) % 4]!;
}

/** Degrees clockwise from north. */
function bearingOf([x, y]: XY): number {
  return (Math.atan2(x, y) * 180) / Math.PI;
}

export interface ComponentRow extends Placed {
  geom: Point;
  code: string;
  kind_code: string;
  name: string;
  status: string;
  department: string;
  maintainer: string;
}

/** How many of each kind; by kerbs, in estates, at junctions or in parks. */
const wanted: { kind: string; count: number; where: 'kerb' | 'estate' | 'park'; by: string }[] = [
  ...kinds('kerb', '市政设施维护中心（示例）', {
    '01037': 620,
    '01003': 260,
    '01004': 260,
    '01006': 60,
    '01060': 40,
    '01077': 60,
    '02010': 120,
    '02012': 110,
    '02014': 90,
    '02017': 60
  }),
  ...kinds('kerb', '排水集团（示例）', { '01002': 200, '01073': 10 }),
  ...kinds('kerb', '水务集团（示例）', { '01001': 120, '01013': 60, '01068': 12 }),
  ...kinds('kerb', '供热公司（示例）', { '01010': 90 }),
  ...kinds('kerb', '燃气公司（示例）', { '01011': 70 }),
  ...kinds('kerb', '供电公司（示例）', { '01005': 90, '01030': 70 }),
  ...kinds('kerb', '通信公司（示例）', { '01007': 110, '01027': 50, '01031': 30 }),
  ...kinds('kerb', '环卫中心（示例）', { '03005': 190, '03006': 40, '03001': 30 }),
  ...kinds('kerb', '园林绿化中心（示例）', { '04002': 330, '04011': 60 }),
  ...kinds('kerb', '公交集团（示例）', { '02004': 120 }),
  ...kinds('estate', '街道办事处（示例）', {
    '01046': 60,
    '01048': 60,
    '01049': 40,
    '01054': 50,
    '01075': 70,
    '03004': 40,
    '02025': 40,
    '03010': 6
  }),
  ...kinds('park', '园林绿化中心（示例）', { '04007': 60, '01039': 40, '04008': 20, '04001': 12, '02035': 20 })
];

function kinds(where: 'kerb' | 'estate' | 'park', by: string, counts: Record<string, number>) {
  return Object.entries(counts).map(([kind, count]) => ({ kind, count, where, by }));
}

export function components(city: City): ComponentRow[] {
  const random = city.chance('components');
  const kerbs = random.shuffled(
    streetLines(city.plan).flatMap((line) =>
      spotsAlong(line, 45).map((spot) => city.kerb(spot, random.chance(0.5) ? 'left' : 'right', random.between(1.5, 4)))
    )
  );
  const yards = random
    .shuffled(city.built.buildings.filter(({ kind }) => kind === 'residential'))
    .map(({ slab }) => shift(slab.middle, slab.way, 0, -(slab.depth / 2 + 3)));
  const parks = city.plots.filter(({ use }) => use === 'park' || use === 'lake_park' || use === 'plaza');
  const spotFor = {
    kerb: () => kerbs.pop()!,
    estate: () => yards.pop()!,
    park: () => random.pick(random.pick(parks).ring)
  };
  const serials = new Map<string, number>();
  const rows = wanted.flatMap(({ kind, count, where, by }) => {
    const known = componentKinds.get(kind);
    return known ? Array.from({ length: count }, () => ({ kind, name: known.zh, spot: spotFor[where](), by })) : [];
  });
  return rows.map(({ kind, name, spot, by }, i) => {
    const place = city.placeOf(spot);
    const county = place.division_code?.slice(0, 6) ?? '220102';
    const serial = (serials.get(county + kind) ?? 0) + 1;
    serials.set(county + kind, serial);
    return {
      ...{
        source_id: `component-${i + 1}`,
        ...place,
        code: componentCode({ county, kind, serial }),
        kind_code: kind,
        name
      },
      status: random.weighted({ intact: 93, damaged: 4.5, lost: 1.2, abandoned: 0.9, removed: 0.4 }),
      ...{ department: '城市管理局（示例）', maintainer: by, geom: pointAt(spot) }
    };
  });
}
