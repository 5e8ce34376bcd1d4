import { latLngToCell } from 'h3-js';
import { eventKinds, type EventKind } from '#geodata/codes/event_kinds.ts';
import type { XY } from '#geodata/spatial/plane.ts';
import type { City } from '../city.ts';
import { pointAt, type Point } from '../geo.ts';
import { happenings, type Happening } from '../happenings.ts';
import type { Placed } from '../rows.ts';
import type { Rng } from '../rng.ts';
import { uuidV7 } from '../uuid_v7.ts';

export interface EventRow extends Placed {
  public_id: string;
  kind: string;
  reported_by: string;
  status: string;
  unit: string | null;
  reported_at: string;
  occurred_at: string;
  device_at: string | null;
  position_quality: 'exact' | 'approximate' | 'doubtful';
  h3: string;
  /** source_id of the report this one repeats */
  duplicate_of: string | null;
  geom: Point;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

interface Report extends Happening {
  kind: EventKind;
  by: string;
  reported: number;
  repeats: Report | null;
  quality: EventRow['position_quality'];
}

/** What happened in two years, as it was reported: late, twice, with wrong clocks and at wrong places. */
export function events(city: City): EventRow[] {
  const random = city.chance('reports');
  const reports = happenings(city).flatMap((happening): Report[] => {
    const kind = eventKinds.get(happening.code)!;
    const by = pickSource(kind, random);
    const reported = happening.at + delayOf(by, random) * MINUTE;
    const first: Report = {
      ...happening,
      kind,
      by,
      reported,
      repeats: null,
      ...located(city, happening.spot, by, random)
    };
    if (!random.chance(0.05) || kind.sensitive) return [first];
    const spot = city.astray(happening.spot, [random.normal(0, 18), random.normal(0, 18)]);
    const again = {
      ...first,
      by: random.pick(['citizen', 'hotline', 'grid_worker']),
      reported: reported + random.exponential(300) * MINUTE,
      repeats: first
    };
    return [first, { ...again, ...located(city, spot, again.by, random) }];
  });
  const known = reports.filter(
    ({ reported, repeats }) => reported < city.now && (!repeats || repeats.reported < city.now)
  );
  known.sort((p, q) => p.reported - q.reported);
  const ids = new Map(known.map((report, i) => [report, `event-${String(i + 1).padStart(6, '0')}`]));
  return known.map((report) => toRow(city, report, ids, random));
}

function toRow(city: City, report: Report, ids: Map<Report, string>, random: Rng): EventRow {
  const { kind, spot, by, at, reported, repeats, quality } = report;
  const geom = pointAt(spot);
  const status = statusAt((city.now - reported) / DAY, repeats !== null, random);
  return {
    ...{
      source_id: ids.get(report)!,
      ...city.placeOf(spot),
      public_id: uuidV7(Math.floor(reported), random),
      kind: kind.code,
      reported_by: by,
      status
    },
    ...{
      unit: status === 'received' ? null : (unitOf[kind.category ?? ''] ?? '街道办事处（示例）'),
      reported_at: stamp(reported),
      occurred_at: stamp(at)
    },
    ...{
      device_at: ['citizen', 'grid_worker', 'sensor'].includes(by) ? stamp(reported + skew(random)) : null,
      position_quality: quality
    },
    h3: latLngToCell(geom.coordinates[1], geom.coordinates[0], 10),
    ...{ duplicate_of: repeats ? ids.get(repeats)! : null, geom }
  };
}

const stamp = (ms: number) => new Date(Math.floor(ms)).toISOString();

/** The table names the usual sources of a kind, the commonest first. */
function pickSource({ sources }: EventKind, random: Rng): string {
  return random.weighted(Object.fromEntries(sources.map((source, i) => [source, 0.55 ** i])));
}

/** Minutes from the event to its report. */
function delayOf(by: string, random: Rng): number {
  return random.exponential(
    { sensor: 2, police: 15, patrol: 25, grid_worker: 40, inspection: 60, citizen: 90, hotline: 150 }[by] ?? 60
  );
}

/** Milliseconds the reporter's clock is off: seconds as a rule, now and then hours or a whole day. */
function skew(random: Rng): number {
  if (random.chance(0.015)) return random.pick([-8 * 60, 8 * 60, -DAY / MINUTE, 60]) * MINUTE;
  return random.normal(0, 12_000);
}

/**
 * Where a report puts the event. Hotline reports are found by their address: some come out near by, some at the middle
 * of the community, a few in a street of a like name far away.
 */
function located(city: City, spot: XY, by: string, random: Rng): { spot: XY; quality: EventRow['position_quality'] } {
  const geocoded = by === 'hotline' || by === 'city_platform' || by === 'police';
  const chance = random.next();
  if (chance < (geocoded ? 0.06 : 0.008)) {
    const angle = random.between(0, 2 * Math.PI);
    const away = random.between(350, 1800);
    return { spot: city.astray(spot, [away * Math.cos(angle), away * Math.sin(angle)]), quality: 'doubtful' };
  }
  if (chance < (geocoded ? 0.24 : 0.04)) {
    return { spot: city.astray(spot, [random.normal(0, 60), random.normal(0, 60)]), quality: 'approximate' };
  }
  return { spot, quality: 'exact' };
}

function statusAt(age: number, repeats: boolean, random: Rng): string {
  if (repeats && random.chance(0.3)) return 'declined';
  if (age > 30) return random.weighted({ done: 96, declined: 4 });
  if (age > 4) return random.weighted({ done: 80, accepted: 16, declined: 4 });
  return random.weighted({ received: 34, accepted: 46, done: 20 });
}

const unitOf: Record<string, string> = {
  sanitation: '环卫中心（示例）',
  street_order: '城管执法大队（示例）',
  utilities: '市政公用中心（示例）',
  safety: '应急管理办（示例）',
  season: '环卫中心（示例）',
  residents: '社区居委会（示例）',
  emergency: '消防救援站（示例）'
};
