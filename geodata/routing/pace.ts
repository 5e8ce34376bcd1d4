import { LINK_FACTOR, type Profile, type roadClasses } from './profiles.ts';

type Surface = 'paved' | 'cobbled' | 'unpaved';
export type GateKind = 'main' | 'vehicle' | 'pedestrian' | 'fire';

/** What the graph knows of a road: columns of the layer roads. Null is "not known". */
export interface RoadRules {
  class: Exclude<(typeof roadClasses)[number], 'steps'>;
  link: boolean;
  name: string | null;
  name_en: string | null;
  ref: string | null;
  /** 1 along the drawn direction, -1 against it, 0 both ways. */
  oneway: number;
  surface: Surface | null;
  steps: boolean;
  step_free: boolean | null;
  foot: 'yes' | 'private' | 'no' | null;
  motor: 'yes' | 'private' | 'emergency' | 'no' | null;
  maxspeed_kmh: number | null;
  max_height_m: number | null;
  max_width_m: number | null;
  max_weight_t: number | null;
}

/** Seconds per metre along the drawn direction of a road and against it; Infinity where one may not. */
export interface Pace {
  along: number;
  against: number;
}

const CLOSED: Pace = { along: Infinity, against: Infinity };

/**
 * How long a metre of a road takes. On foot a one-way road is walked both ways.
 * @param winter whether roads are snowed or iced over
 */
export function paceOf(profile: Profile, road: RoadRules, winter: boolean): Pace {
  const speed = profile.mode === 'foot' ? walking(profile, road) : driving(profile, road);
  if (speed === null) return CLOSED;
  const factor = road.surface === null ? 1 : profile.surface_factor[road.surface];
  const pace = 3.6 / (speed * factor * (winter ? profile.winter_factor : 1));
  if (profile.mode === 'foot') return { along: pace, against: pace };
  return { along: road.oneway === -1 ? Infinity : pace, against: road.oneway === 1 ? Infinity : pace };
}

/** Where a road says that one may walk there, its class does not forbid it. */
const WALKED_AS = 'primary';

function walking(profile: Profile, road: RoadRules): number | null {
  if (road.foot === 'no' || (profile.step_free && road.step_free === false)) return null;
  const usual = profile.speed_kmh[road.steps ? 'steps' : road.class];
  const speed = usual ?? (road.foot === 'yes' && !road.steps ? profile.speed_kmh[WALKED_AS] : null);
  return speed !== null && road.foot === 'private' ? speed * profile.private_factor : speed;
}

/** Ways for walking that vehicles are let onto are driven like drives in a yard. */
const DRIVEN_AS = 'service';

function driving(profile: Profile, road: RoadRules): number | null {
  if (road.steps || road.motor === 'no' || !fits(profile, road)) return null;
  if (road.motor === 'emergency' && !profile.emergency) return null;
  const usual = profile.speed_kmh[road.class] ?? (road.motor === null ? null : profile.speed_kmh[DRIVEN_AS]);
  if (usual === null) return null;
  const speed = road.link ? usual * LINK_FACTOR : usual;
  const limited =
    profile.limit_share && road.maxspeed_kmh ? Math.min(speed, road.maxspeed_kmh * profile.limit_share) : speed;
  return road.motor === 'private' ? limited * profile.private_factor : limited;
}

function fits({ height_m = 0, width_m = 0, weight_t = 0 }: Profile, road: RoadRules): boolean {
  return (
    height_m <= (road.max_height_m ?? Infinity) &&
    width_m <= (road.max_width_m ?? Infinity) &&
    weight_t <= (road.max_weight_t ?? Infinity)
  );
}
