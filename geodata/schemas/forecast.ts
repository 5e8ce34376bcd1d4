import { z } from 'zod';
import { eventKinds } from '#geodata/codes/event_kinds.ts';
import type { Hidden, Published } from '#geodata/risk/gate.ts';
import type { Shift } from '#geodata/risk/level_shift.ts';
import type { Group } from '#geodata/risk/maps.ts';
import type { ModelName } from '#geodata/risk/rivals.ts';

/** The kind that is every kind together. */
export const ALL_KINDS = 'all';

/** Windows a forecast is made for, in days. */
export const HORIZONS = [1, 7, 28] as const;
export type Horizon = (typeof HORIZONS)[number];

export const ForecastKind = z
  .enum([ALL_KINDS, ...eventKinds.all.map(({ code }) => code)])
  .meta({ description: 'a kind of event, or all' });

/** From the address, hence text. */
export const HorizonText = z
  .enum(['1', '7', '28'])
  .transform((text) => Number(text) as Horizon)
  .meta({ description: 'days of the window' });

export const CellId = z
  .string()
  .regex(/^8[89][0-9a-f]{13}$/)
  .meta({ description: 'H3 cell of resolution 8 or 9' });

export const CellList = z.object({
  cells: z
    .string()
    .regex(/^8[89][0-9a-f]{13}(,8[89][0-9a-f]{13}){0,99}$/)
    .transform((text) => text.split(','))
    .meta({ description: 'up to 100 H3 cells, separated by commas' })
});

export const ResQuery = z.object({ res: z.enum(['8', '9']).transform(Number) });

const LngLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

/** A person answers for the thresholds of the four classes. */
export const SignatureBody = z.strictObject({
  thresholds: z
    .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
    .refine(([a, b, c]) => a < b && b < c, 'three thresholds in rising order'),
  valid_from: z.iso.date(),
  valid_to: z.iso.date(),
  reason: z.string().trim().min(1).max(500),
  signed_by: z.string().trim().min(1).max(80),
  withdrawn: z.boolean().default(false)
});
export type SignatureBody = z.infer<typeof SignatureBody>;

/** What a plan of visits is made from: at least one of the two limits. */
export const PlanBody = z
  .strictObject({
    public_id: z.uuid(),
    kind: ForecastKind,
    horizon: z.union([z.literal(1), z.literal(7), z.literal(28)]),
    max_visits: z.int().min(2).max(40).optional(),
    max_distance_m: z.int().min(500).max(40_000).optional(),
    random_share: z.number().min(0.05).max(0.1).default(0.1),
    start: LngLat.optional()
  })
  .refine(({ max_visits, max_distance_m }) => max_visits ?? max_distance_m, 'a number of visits or a distance');
export type PlanBody = z.infer<typeof PlanBody>;

export const VisitBody = z
  .strictObject({
    result: z.enum(['found', 'nothing', 'not_reached']),
    note: z.string().trim().max(500).optional(),
    /** What was found, where the plan is for all kinds. */
    kind: z.enum(eventKinds.all.map(({ code }) => code)).optional()
  })
  .meta({ description: 'what a visit brought' });
export type VisitBody = z.infer<typeof VisitBody>;

export const PublicId = z.uuid().meta({ description: 'the plan' });
export const Seq = z.coerce.number().int().min(1).max(100);

/** Why there is no map. */
export type Withheld = 'events' | 'windows' | 'past' | Hidden;

/** What there is of one kind and horizon. */
export interface ForecastState {
  kind: string;
  horizon: Horizon;
  published: Published | null;
  withheld: Withheld | null;
}

export interface ForecastOverview {
  states: ForecastState[];
  job: {
    startedAt: string;
    finishedAt: string | null;
    done: number;
    total: number;
    doing: string | null;
    failed: string | null;
    newestReport: string | null;
  } | null;
  /** The events are made up, by a process of the model's own family. */
  synthetic: boolean;
  /** Share of the reports of patrols that is learnt from. */
  patrolShare: number;
}

/** The head of a map: dates as days, `closes` not in the window. */
export interface ForecastMeta {
  kind: string;
  horizon: Horizon;
  run: number;
  published: Published;
  asOf: string;
  opens: string;
  closes: string;
  publishedAt: string;
  sha256: string;
  shift: (Omit<Shift, 'day'> & { day: string }) | null;
  /** Events expected in the cells within the caller's scope. */
  expected: number;
  /** Whether these are all cells. */
  whole: boolean;
  /** 80 % interval of the flagged cells of the whole city and its realised coverage; only where all cells are seen. */
  flagged: { expected: number; interval: [number, number]; coverage: number | null } | null;
}

/** Grades of likelihood: 2 the 5 % of the city's cells where most is expected, 1 the next 15 %, 0 the rest. */
export const GRADE_SHARES = [0.05, 0.2] as const;

export interface CellPlace {
  cell: string;
  center: [lng: number, lat: number];
  /** Community and unit grid, where it lies in one. */
  division: string | null;
  grid: string | null;
}

/** One past event that weighs in a cell. */
export interface WeighingEvent {
  id: number;
  kind: string;
  reportedAt: string;
  /** Rings between its cell and this one. */
  rings: number;
  share: number;
}

export interface CellExplanation extends CellPlace {
  expected: number;
  probability: number;
  grade: 0 | 1 | 2;
  /** 80 % interval in whole reports and its realised coverage. */
  interval: [number, number];
  coverage: number | null;
  shares: Record<Group, number>;
  /** The five past events within scope that weigh most; null where they may not be named, and why. */
  events: WeighingEvent[] | null;
  unnamed: 'permission' | 'sensitive' | null;
}

export interface ScoreRow {
  hr1: number;
  hr5: number;
  hr10: number;
  pai5: number;
  pei5: number;
  ig: number;
  ig_ci: [number, number];
  sum_ratio: number;
}

/** A point of the line over time; counts only where all cells are seen. */
export interface WindowPoint {
  day: string;
  hr5: number | null;
  mean_hr5: number | null;
  gain: number | null;
  expected: number | null;
  observed: number | null;
}

export interface BacktestReply {
  kind: string;
  horizon: Horizon;
  published: Published | null;
  withheld: Withheld | null;
  fittedAt: string;
  asOf: string;
  windows: number;
  cells: number | null;
  events: number | null;
  eventsPerWeek: number | null;
  /** Absent where the answer is that there is not enough data. */
  test?: {
    models: Record<ModelName, ScoreRow>;
    curve: { areas: number[]; models: Record<ModelName, number[]> };
    calibration: { ece: number; slope: number; bins: { probability: number; frequency: number }[] };
    coverage: number | null;
    alerts: Record<'up' | 'down', { lift: number; null: number; null_range: [number, number] }>;
    shift: { day: string; factor: number } | null;
    districts: {
      code: string;
      name: string | null;
      cells: number;
      events: number;
      hit_rate: number | null;
      flagged_share: number;
    }[];
    series: WindowPoint[];
  };
  /** Published maps whose windows have closed. */
  prospective: (WindowPoint & { published: Published; hash_holds: boolean })[];
}

export interface Signature {
  id: number;
  thresholds: [number, number, number];
  validFrom: string;
  validTo: string;
  reason: string;
  signedBy: string;
  signedAs: string;
  signedAt: string;
  scope: string[];
}

export interface GridClass {
  code: string;
  name: string;
  /** Expected reports in the window; to those who may sign and where it is signed. */
  expected: number;
  /** 0 the lowest to 3; null where nobody signed for it. */
  grade: 0 | 1 | 2 | 3 | null;
  polygons: [number, number][][][];
}

export interface GridClasses {
  signatures: Signature[];
  grids: GridClass[];
}

export interface PlanVisit {
  seq: number;
  cell: string;
  center: [number, number];
  place: string | null;
  grid: string | null;
  chosen: 'expected' | 'random';
  expected: number;
  result: 'found' | 'nothing' | 'not_reached' | null;
  note: string | null;
  eventId: number | null;
  doneAt: string | null;
}

export interface PlanSummary {
  publicId: string;
  kind: string;
  horizon: Horizon;
  opens: string;
  closes: string;
  madeAt: string;
  visits: number;
  done: number;
  distance_m: number;
  byRoad: boolean;
}

export interface Plan extends PlanSummary {
  seed: string;
  drawnFrom: number;
  randomShare: number;
  start: [number, number] | null;
  route: [number, number][];
  stops: PlanVisit[];
}

/** How often visits found something: among the highest cells, and at random elsewhere. */
export interface Found {
  visits: number;
  found: number;
  /** 95 % interval of the rate (Wilson); null without visits. */
  interval: [number, number] | null;
}

export interface PlanList {
  plans: PlanSummary[];
  bias: { expected: Found; random: Found };
}
