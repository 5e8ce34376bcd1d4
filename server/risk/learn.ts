import { eventKinds } from '#geodata/codes/event_kinds.ts';
import type { NotEnough } from '#geodata/risk/backtest.ts';
import type { Day } from '#geodata/risk/day.ts';
import type { Hidden, Published } from '#geodata/risk/gate.ts';
import { fitAsOf } from '#geodata/risk/model.ts';
import type { Memory, Moment, Study } from '#geodata/risk/moment.ts';
import { momentOf } from '#geodata/risk/moment.ts';
import { reportOn, type Report } from '#geodata/risk/report.ts';
import { groundOf, place, resolutionFor, type Ground, type Prepared } from '#geodata/risk/study.ts';
import { testFromFor } from '#geodata/risk/test_span.ts';
import { universeOf, type Universe } from '#geodata/risk/universe.ts';
import { ALL_KINDS, type Horizon } from '#geodata/schemas/forecast.ts';
import { cellsAt, type EventLog } from '#server/risk/event-log.ts';

/** Kinds that tell about people are forecast coarsely. */
const SENSITIVE_RES = 8;

/** One horizon of a kind, fitted and tested; without weights where the data do not suffice. */
export interface Fitted {
  horizon: Horizon;
  beta: Float64Array | null;
  meanBeta: Float64Array | null;
  report: Report | NotEnough;
  published: Published | null;
  withheld: NotEnough['lacking'] | Hidden | null;
  took_ms: number;
}

/** A kind as of a day: its cells, its events and what is remembered of them. */
export interface KindAsOf {
  universe: Universe;
  study: Study;
  moment: Moment;
  /** The first day of the history. */
  first: Day;
}

/** Fits and tests on a log; what several kinds share is made once. */
export interface Learner {
  /** H3 id of every report at a resolution. */
  cells(res: number): readonly string[];
  /** Resolution for a kind by how often it happens. */
  resOf(kind: string): number;
  universeAt(res: number): Universe;
  fit(kind: string, horizon: Horizon, districtOf: (cell: string) => string): Fitted & KindAsOf;
  /** The events of a kind on given cells, those outside them apart. */
  placed(kind: string, universe: Universe): Prepared;
  /** A kind on the cells it was fitted on, remembered from an earlier night where it is. */
  recall(kind: string, universe: Universe, remembered: Memory): KindAsOf;
}

/** @param asOf the first day that is not known */
export function learnerOf(log: EventLog, asOf: Day): Learner {
  const cells = cellsAt(log);
  const first = firstDay(log, asOf);
  const grounds = new Map<string, Ground>();
  const recalled = new Map<Universe, Ground>();
  const groundAt = (res: number, until: Day): Ground => {
    const key = `${res} ${until}`;
    const ground =
      grounds.get(key) ??
      groundOf(
        universeOf(
          res,
          cells(res).filter((_, i) => log.day[i]! < until)
        )
      );
    grounds.set(key, ground);
    return ground;
  };
  const groundFor = (universe: Universe): Ground => {
    const ground = recalled.get(universe) ?? groundOf(universe);
    recalled.set(universe, ground);
    return ground;
  };
  const isKind = (wanted: string) => (kind: string) => wanted === ALL_KINDS || kind === wanted;
  const placeOn = (kind: string, ground: Ground, from: Day) =>
    place(log, cells(ground.universe.res), ground, { from, end: asOf, isKind: isKind(kind) });
  const resOf = (kind: string) => {
    if (eventKinds.get(kind)?.sensitive) return SENSITIVE_RES;
    const wanted = log.kinds.map(isKind(kind));
    const count = log.kind.reduce((sum, each, i) => sum + (wanted[each] && log.day[i]! < asOf ? 1 : 0), 0);
    return resolutionFor((7 * count) / Math.max(asOf - first, 7));
  };

  return {
    cells,
    resOf,
    universeAt: (res) => groundAt(res, asOf).universe,
    fit(kind, horizon, districtOf) {
      const began = performance.now();
      const res = resOf(kind);
      const testFrom = testFromFor(first, asOf, horizon);
      const test = placeOn(kind, groundAt(res, testFrom), first);
      const report = reportOn(
        test,
        { testFrom, testTo: asOf, horizon },
        test.universe.cells.map((cell) => districtOf(cell))
      );
      const { universe, study } = placeOn(kind, groundAt(res, asOf), first);
      const { beta, meanBeta, moment } = fitAsOf(study, asOf, horizon);
      const lacking = 'lacking' in report ? report.lacking : (report.hidden ?? null);
      return {
        ...{ horizon, report, universe, study, moment, first },
        ...('lacking' in report ? { beta: null, meanBeta: null } : { beta, meanBeta }),
        published: lacking || 'lacking' in report ? null : report.gate,
        withheld: lacking,
        took_ms: Math.round(performance.now() - began)
      };
    },
    placed: (kind, universe) => placeOn(kind, groundFor(universe), first),
    recall(kind, universe, remembered) {
      const from = remembered.kind.first;
      const { study } = placeOn(kind, groundFor(universe), from);
      const moment = momentOf(study, remembered);
      moment.to(asOf);
      return { universe, study, moment, first: from };
    }
  };
}

/** A few reports with a wrong year do not make a history long. */
const STRAY_SHARE = 0.001;

function firstDay(log: EventLog, asOf: Day): Day {
  const days = Int32Array.from(log.day).sort();
  return Math.min(asOf, days[Math.floor(days.length * STRAY_SHARE)] ?? asOf);
}
