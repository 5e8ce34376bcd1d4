import { z } from 'zod';
import type { Words } from '#geodata/layers/define.ts';
import speeds from './speeds.json' with { type: 'json' };

/** Classes of the layer roads, and steps, which are a class of their own to whoever walks. */
export const roadClasses = [
  ...['motorway', 'trunk', 'primary', 'secondary', 'tertiary', 'minor', 'service', 'track', 'path', 'steps']
] as const;
const gateKinds = ['main', 'vehicle', 'pedestrian', 'fire'] as const;
const surfaces = ['paved', 'cobbled', 'unpaved'] as const;
const factor = z.number().positive().max(1);
const words = z.object({ zh: z.string().min(1), en: z.string().min(1) });

const Profile = z.object({
  mode: z.enum(['foot', 'vehicle']),
  title: words,
  /** Anybody may ask for it; the others are for staff. */
  public: z.boolean(),
  /** km/h by class; null: not allowed, unless the road itself says so. */
  speed_kmh: z.record(z.enum(roadClasses), z.number().positive().nullable()),
  /** Share of the posted limit that is driven on average; without it the limit plays no part. */
  limit_share: factor.optional(),
  /** These multiply the speed. */
  surface_factor: z.record(z.enum(surfaces), factor),
  winter_factor: factor,
  private_factor: factor,
  /** May use what is kept for emergency vehicles. */
  emergency: z.boolean().default(false),
  /** Not where it is known to be impassable with a wheelchair. */
  step_free: z.boolean().default(false),
  /** Seconds to get through a gate; null: not at all. */
  gate_s: z.record(z.enum(gateKinds), z.number().min(0).nullable()),
  /** Size of the vehicle, compared with the limits of a road. */
  height_m: z.number().positive().optional(),
  width_m: z.number().positive().optional(),
  weight_t: z.number().positive().optional()
});
export type Profile = z.output<typeof Profile> & { id: ProfileId };
export type ProfileId = keyof typeof speeds.profiles;

export const profileIds = Object.keys(speeds.profiles) as [ProfileId, ...ProfileId[]];

/** How fast whom what lets move, by name; data in speeds.json with its sources. */
export const profiles = Object.fromEntries(
  profileIds.map((id) => [id, { id, ...Profile.parse(speeds.profiles[id]) }])
) as Record<ProfileId, Profile>;

/** Where the speeds come from and what they are good for. */
export const speedsNote: Words = words.parse(speeds.note);
/** Ramps are driven slower than what they join. */
export const LINK_FACTOR = factor.parse(speeds.link_factor);
/** Between a place and the road next to it one walks. */
export const OFF_ROAD_KMH = speeds.off_road_kmh;
/** A road further away is not the road of a place, metres. */
export const REACH_M = speeds.reach_m;
