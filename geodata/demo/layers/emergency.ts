import { streets } from '../skeleton/streets.ts';
import type { City } from '../city.ts';
import { pointAt, type Point } from '../geo.ts';
import { phoneNumbers } from '../phones.ts';
import { ringCentre } from '#geodata/spatial/ring.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import { distance } from '#geodata/spatial/plane.ts';
import type { Placed } from '../rows.ts';

export interface StationRow extends Placed {
  geom: Point;
  name: string;
  kind: 'fire' | 'police' | 'ambulance';
  address: string;
  phone: string;
}

/** Six fire stations spread over the city, a police station in every subdistrict, and ambulance posts. */
export function stations(city: City): StationRow[] {
  const { territory, placeOf, addressOf, chance } = city;
  const random = chance('stations');
  const phone = phoneNumbers(1000);
  const row = (source_id: string, name: string, kind: StationRow['kind'], spot: XY): StationRow => ({
    ...{ source_id, ...placeOf(spot), name, kind, address: addressOf(spot).text, phone: phone(), geom: pointAt(spot) }
  });
  const police = territory.subdistricts.map(({ code, name, faces }) =>
    row(`police-${code}`, `${name.replace('街道', '')}派出所`, 'police', hostIn(city, faces, random.next()))
  );
  const wanted = ['人民大街', '大经路', '红旗街', '自由大路', '卫星路', '临河街'];
  const fire = wanted.map((street, i) => row(`fire-${i + 1}`, `${street}消防救援站`, 'fire', streetHost(city, street)));
  const ambulance = ['西安大路', '新民大街', '亚泰大街', '南湖大路'].map((street, i) =>
    row(`ambulance-${i + 1}`, `${street}急救站`, 'ambulance', streetHost(city, street))
  );
  return [...fire, ...police, ...ambulance];
}

/** A building of public or office use nearest to the middle of a street. */
function streetHost({ built, plan }: City, street: string): XY {
  const edges = plan.graph.edges.filter(({ line }) => line.name === street);
  const middle = plan.graph.nodes[edges[edges.length >> 1]!.a]!;
  const fit = built.buildings.filter(({ kind }) => kind === 'public' || kind === 'office');
  return fit.reduce((best, one) => (distance(one.middle, middle) < distance(best.middle, middle) ? one : best)).middle;
}

function hostIn({ built, plan }: City, faces: number[], share: number): XY {
  const inside = new Set(faces);
  const fit = built.buildings.filter(
    ({ plot, kind }) => inside.has(plot.face) && ['public', 'office', 'commercial'].includes(kind)
  );
  return fit[Math.floor(share * fit.length)]?.middle ?? ringCentre(plan.faces[faces[0]!]!.ring);
}

export interface ShelterRow extends Placed {
  geom: Point;
  name: string;
  indoor: boolean;
  capacity_persons: number;
  address: string;
  phone: string;
}

/** Parks, squares and pitches outdoors, schools indoors: two square metres a person outside, four within. */
export function shelters({ plots, built, placeOf, addressOf, chance }: City): ShelterRow[] {
  const random = chance('shelters');
  const phone = phoneNumbers(1100);
  const outdoors = plots.filter(
    ({ use, area_m2 }) =>
      ['park', 'lake_park', 'plaza', 'campus', 'stadium'].includes(use) || (use === 'garden' && area_m2 > 12_000)
  );
  const schools = random
    .shuffled(built.buildings.filter(({ kind, plot }) => kind === 'education' && plot.use === 'education'))
    .slice(0, 22);
  const places = [
    ...outdoors.map(({ middle, area_m2, landmark }) => ({
      spot: middle,
      indoor: false,
      room: area_m2 / 2 / 3,
      name: landmark?.name
    })),
    ...schools.map(({ middle, slab, floors }) => ({
      spot: middle,
      indoor: true,
      room: (slab.length * slab.depth * floors) / 4 / 2,
      name: undefined
    }))
  ];
  return places.map(({ spot, indoor, room, name }, i) => ({
    ...{
      source_id: `shelter-${i + 1}`,
      ...placeOf(spot),
      name: `${name ?? addressOf(spot).text}${indoor ? '室内' : ''}应急避难场所`,
      indoor
    },
    ...{
      capacity_persons: Math.max(60, Math.round(room / 10) * 10),
      address: addressOf(spot).text,
      phone: phone(),
      geom: pointAt(spot)
    }
  }));
}

export interface TeamRow extends Placed {
  geom: Point;
  name: string;
  kind: string;
  status: string;
  members: number;
  duty_phone: string;
}

/** A team at each fire station and ambulance post, one for each utility, and two in every subdistrict. */
export function teams(city: City): TeamRow[] {
  const random = city.chance('teams');
  const phone = phoneNumbers(1200);
  const row = (source_id: string, name: string, kind: string, members: number, spot: XY): TeamRow => ({
    ...{
      source_id,
      ...city.placeOf(spot),
      name,
      kind,
      status: random.weighted({ ready: 78, busy: 14, off_duty: 8 }),
      members
    },
    ...{ duty_phone: phone(), geom: pointAt(spot) }
  });
  const utilities = ['供水抢修队', '燃气抢修队', '供热抢修队', '电力抢修队', '排水抢险队', '道路除雪队'];
  const atStations = ['人民大街', '大经路', '红旗街', '自由大路', '卫星路', '临河街'].map((street, i) =>
    row(`team-fire-${i + 1}`, `${street}消防救援站值守队`, 'fire', random.int(18, 36), streetHost(city, street))
  );
  const medical = ['西安大路', '新民大街', '亚泰大街', '南湖大路'].map((street, i) =>
    row(`team-medical-${i + 1}`, `${street}急救站急救组`, 'medical', random.int(4, 9), streetHost(city, street))
  );
  const repair = utilities.map((name, i) =>
    row(`team-utility-${i + 1}`, name, 'utility', random.int(6, 16), streetHost(city, streets[(i * 7) % 20]!.name))
  );
  const local = city.territory.subdistricts.flatMap(({ code, name, faces }) => [
    row(
      `team-community-${code}`,
      `${name}应急分队`,
      'community',
      random.int(8, 20),
      hostIn(city, faces, random.next())
    ),
    row(
      `team-volunteer-${code}`,
      `${name}志愿服务队`,
      'volunteer',
      random.int(12, 60),
      hostIn(city, faces, random.next())
    )
  ]);
  const rescue = [
    row('team-rescue-1', '城市综合救援队', 'rescue', 42, streetHost(city, '亚泰大街')),
    row('team-rescue-2', '水上救援队', 'rescue', 15, streetHost(city, '南湖大路'))
  ];
  return [...atStations, ...medical, ...repair, ...rescue, ...local];
}
