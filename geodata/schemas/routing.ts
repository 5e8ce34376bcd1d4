import { z } from 'zod';
import { profileIds } from '#geodata/routing/profiles.ts';
import { PointQuery } from '#geodata/schemas/query.ts';

const Point = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).meta({ description: 'lng, lat' });
const Profile = z.enum(profileIds).default('foot');
const At = z
  .string()
  .max(40)
  .transform((text) => text.replace(' ', '+'))
  .pipe(z.iso.datetime({ offset: true, error: 'a time such as 2026-07-01T08:00:00+08:00' }))
  .transform((text) => new Date(text))
  .meta({ description: 'closures and winter as of this time; default now', type: 'string', format: 'date-time' })
  .optional();
const Direction = z.enum(['from', 'to']).default('from');

/** Pairs of a table of times at most: each source is a search over the city. */
const MOST_PAIRS = 25_000;
const MOST_TARGETS = 5_000;
const Minutes = z.number().min(1).max(60);

export const RouteQuery = z.object({ from: PointQuery, to: PointQuery, profile: Profile, at: At });

export const TimesBody = z
  .object({
    sources: z.array(Point).min(1).max(100),
    targets: z.array(Point).min(1).max(MOST_TARGETS),
    profile: Profile,
    at: At
  })
  .refine(({ sources, targets }) => sources.length * targets.length <= MOST_PAIRS, {
    path: ['targets'],
    error: `at most ${MOST_PAIRS} pairs`
  });

export const NearestBody = z.object({
  point: Point,
  targets: z.array(Point).min(1).max(MOST_TARGETS),
  count: z.int().min(1).max(100).default(5),
  /** `to`: the targets travel to the point. */
  direction: Direction,
  profile: Profile,
  at: At
});

export const IsochroneQuery = z.object({
  from: PointQuery,
  minutes: z
    .string()
    .max(60)
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(Minutes).min(1).max(6))
    .default([5, 10, 15])
    .meta({ description: 'up to six times in minutes, separated by commas', type: 'string' }),
  direction: Direction,
  /** The reached stretches of road as well. */
  lines: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  profile: Profile,
  at: At
});

const position = Point;
const ring = z.array(position).min(4).max(500);
/** What is closed: the way a point lies on, or every way an area touches. */
export const ClosureBody = z
  .object({
    geometry: z.discriminatedUnion('type', [
      z.object({ type: z.literal('Point'), coordinates: position }),
      z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1).max(10) })
    ]),
    modes: z
      .array(z.enum(['foot', 'vehicle']))
      .min(1)
      .max(2)
      .default(['foot', 'vehicle']),
    from: At,
    until: At.nullable().optional(),
    reason: z.string().trim().min(1).max(300)
  })
  .refine(({ from, until }) => !until || until > (from ?? new Date()), {
    path: ['until'],
    error: 'after `from` and now'
  });
