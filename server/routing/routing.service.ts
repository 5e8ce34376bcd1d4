import type { Pool } from 'pg';
import type { Asked, RouteAnswer, Unreached } from '#geodata/routing/engine.ts';
import { profiles, type ProfileId } from '#geodata/routing/profiles.ts';
import { isWinter } from '#geodata/routing/season.ts';
import type { Direction } from '#geodata/routing/times.ts';
import type { LngLat } from '#geodata/spatial/local_frame.ts';
import type { Config } from '#server/config.ts';
import { RoadGraph } from './road-graph.ts';
import { GraphNotReady } from './road-graph.ts';
import {
  ThreadBusy,
  ThreadLost,
  type AnswerTo,
  type Question,
  type Questions,
  type Snapshot
} from './routing-thread.ts';
import { busy, noRoad, noRoads, noWay, notReady } from './routing.problems.ts';
import { warningsOf } from './routing.warnings.ts';

/** Who travels, and when: closures and winter are those of that moment, now by default. */
export interface Travel {
  profile: ProfileId;
  at?: Date | undefined;
}

/** What an answer rests on. */
interface Basis {
  profile: ProfileId;
  graph: { version: number; closures: number; builtAt: Date | null };
  winter: boolean;
}

export type Routing = ReturnType<typeof createRouting>;

/**
 * Ways and travel times over the road graph; the one place that other domains ask. Positions are lng, lat in WGS84.
 * Every function throws a Problem 503 while there is no graph, and 404 while there are no roads.
 */
export function createRouting(pool: Pool, config: Pick<Config, 'TIME_ZONE' | 'ROUTING_WINTER'>) {
  const graph = new RoadGraph(pool);

  async function ask<Q extends Question>(what: Q, travel: Travel, question: Omit<Questions[Q], 'asked'>) {
    const at = travel.at ?? new Date();
    const winter = isWinter(config.ROUTING_WINTER, at, config.TIME_ZONE);
    const asked: Asked = { profile: travel.profile, at: at.getTime(), winter };
    const { answer, graph: snapshot } = await answered(graph, what, { asked, ...question } as unknown as Questions[Q]);
    const { version, closures, builtAt } = snapshot;
    const basis: Basis = { profile: travel.profile, graph: { version, closures, builtAt }, winter };
    return { answer, basis };
  }

  return {
    /**
     * The fastest way: line, length, duration, steps in words, and what should be known of it.
     * @throws Problem 422 with no road near one end, 404 where no way leads
     */
    async route(from: LngLat, to: LngLat, travel: Travel) {
      const { answer, basis } = await ask('route', travel, { from, to });
      if ('unreached' in answer) throw answer.unreached === 'no_road' ? noRoad(answer.end) : noWay(answer.unreached);
      return { ...basis, ...shown(answer), warnings: warningsOf(answer, basis.winter) };
    },

    /** Seconds from every source to every target; where there is none, `unreached` says why at the same place. */
    async travelTimes(sources: LngLat[], targets: LngLat[], travel: Travel) {
      const { answer, basis } = await ask('times', travel, { sources, targets });
      const pick = <T>(choose: (value: number | Unreached) => T) => answer.map((row) => row.map(choose));
      return {
        ...basis,
        durations_s: pick((value) => (typeof value === 'number' ? rounded(value) : null)),
        unreached: pick((value) => (typeof value === 'number' ? null : value))
      };
    },

    /**
     * The nearest few of many targets by travel time, exact, in one search.
     * @param options.direction `to`: the targets travel to the point (dispatch); `from`: one goes to them
     * @throws Problem 422 with no road near the point
     */
    async nearest(
      point: LngLat,
      targets: LngLat[],
      { count, direction, limit_s, ...travel }: Travel & { count: number; direction: Direction; limit_s?: number }
    ) {
      const { answer, basis } = await ask('nearest', travel, {
        ...{ point, targets },
        options: { count, direction, limit: limit_s }
      });
      if (answer.place === 'no_road') throw noRoad(direction);
      const nearest = answer.reached.map(({ target, seconds }) => ({ target, duration_s: rounded(seconds) }));
      return { ...basis, nearest, island: answer.place === 'island' };
    },

    /**
     * What is reached within some minutes: per time a feature with its area, the length of the roads reached, and their
     * lines where asked for.
     * @throws Problem 422 with no road near the point
     */
    async isochrone(
      point: LngLat,
      minutes: number[],
      { direction, lines, ...travel }: Travel & { direction: Direction; lines: boolean }
    ) {
      const limits = minutes.map((minute) => minute * 60);
      const { answer, basis } = await ask('isochrone', travel, { point, limits, options: { direction, lines } });
      if ('unreached' in answer) throw noRoad(direction);
      const features = answer.bands.map(({ seconds, area, length_m, lines }) => ({
        type: 'Feature' as const,
        properties: { minutes: seconds / 60, roads_m: Math.round(length_m) },
        geometry: { type: 'MultiPolygon' as const, coordinates: area },
        ...(lines && { roads: { type: 'MultiLineString' as const, coordinates: lines } })
      }));
      return { ...basis, type: 'FeatureCollection' as const, features, island: answer.island };
    },

    /** How large the graph is and how it hangs together, per profile; an empty one is no error here. */
    async facts() {
      const parts = await Promise.all(
        Object.values(profiles).map(async ({ id, title, public: open }) => {
          const { answer, basis } = await ask('facts', { profile: id }, {});
          return { basis, profile: { id, title, public: open, ...answer } };
        })
      );
      return {
        graph: parts[0]!.basis.graph,
        winter: parts[0]!.basis.winter,
        profiles: parts.map(({ profile }) => profile)
      };
    },

    /** The next answer takes account of what was just written: a closure, a rebuilt graph. */
    touch: () => graph.touch(),
    /** The database was restored or changes were missed: everything is loaded anew. */
    forget: () => graph.forget(),
    stop: () => graph.stop()
  };
}

/** Asks the graph; what keeps it from answering becomes a Problem. */
async function answered<Q extends Question>(
  graph: RoadGraph,
  what: Q,
  question: Questions[Q]
): Promise<{ answer: AnswerTo<Q>; graph: Snapshot }> {
  try {
    const reply = await graph.ask(what, question);
    if (reply.graph.edges === 0 && what !== 'facts') throw noRoads();
    return reply;
  } catch (error) {
    if (error instanceof GraphNotReady || error instanceof ThreadLost) throw notReady();
    if (error instanceof ThreadBusy) throw busy();
    throw error;
  }
}

function shown({ seconds, length_m, line, steps, edges, beside }: RouteAnswer) {
  return {
    duration_s: rounded(seconds),
    distance_m: rounded(length_m),
    off_road: { duration_s: rounded(beside.seconds), distance_m: rounded(beside.length_m) },
    geometry: { type: 'LineString' as const, coordinates: line },
    steps: steps.map(({ seconds, distance_m, ...step }) => ({
      ...step,
      distance_m: rounded(distance_m),
      duration_s: rounded(seconds)
    })),
    edges
  };
}

const rounded = (value: number) => Math.round(value * 100) / 100;
