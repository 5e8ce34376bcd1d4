import type { Day } from '#geodata/risk/day.ts';
import { sharesOf } from '#geodata/risk/explain.ts';
import { atLevel, levelOf } from '#geodata/risk/level.ts';
import { datedShift, type Shift } from '#geodata/risk/level_shift.ts';
import { mapHash } from '#geodata/risk/map_hash.ts';
import type { Rates } from '#geodata/risk/moment.ts';
import type { Horizon } from '#geodata/schemas/forecast.ts';
import type { KindAsOf } from '#server/risk/learn.ts';

/** One map as it is published. */
export interface Run {
  modelId: number;
  kind: string;
  horizon: Horizon;
  published: 'model' | 'mean';
  asOf: Day;
  opens: Day;
  knownUntil: Date;
  lastId: number;
  /** Events expected in all cells. */
  level: number;
  beta: Float64Array;
  rates: Rates;
  shift: Shift | undefined;
  /** Events expected in each cell: what is published, and the long-run mean at the same level. */
  expected: Float64Array;
  mean: Float64Array;
  /** Parts of each cell's forecast by group, cell by cell; and all cells before the level, events a day. */
  shares: Float32Array;
  rawSum: number;
  sha256: string;
}

/** What a run is made with, beside the kind as of its day. */
export interface RunPlan {
  modelId: number;
  kind: string;
  horizon: Horizon;
  published: 'model' | 'mean';
  beta: Float64Array;
  meanBeta: Float64Array;
  opens: Day;
  knownUntil: Date;
  lastId: number;
}

/** Makes the map of a window and its hash. */
export async function runOf({ universe, study, moment }: KindAsOf, plan: RunPlan): Promise<Run> {
  const { kind, horizon, opens } = plan;
  const asOf = moment.day();
  const beta = plan.published === 'model' ? plan.beta : plan.meanBeta;
  const level = levelOf(study.kind, asOf, horizon, opens);
  const raw = moment.mix(beta);
  const expected = atLevel(raw, level);
  return {
    ...{ modelId: plan.modelId, kind, horizon, published: plan.published, asOf, opens, knownUntil: plan.knownUntil },
    ...{ lastId: plan.lastId, level, beta, rates: moment.rates(), shift: datedShift(study.kind, asOf), expected },
    mean: atLevel(moment.mix(plan.meanBeta), level),
    shares: Float32Array.from(universe.cells.flatMap((_, cell) => Object.values(sharesOf(moment, beta, cell).shares))),
    rawSum: raw.reduce((sum, value) => sum + value, 0),
    sha256: await mapHash({ kind, day: opens, horizon, cells: universe.cells, expected })
  };
}
