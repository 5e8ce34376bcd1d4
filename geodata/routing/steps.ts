import { fieldsOf, type Words } from '#geodata/layers/define.ts';
import { roads } from '#geodata/layers/roads.ts';
import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import type { Graph } from './graph.ts';
import type { RoadRules } from './pace.ts';
import type { Leg, Route } from './route.ts';
import { sliceEdge } from './shape.ts';

export const turns = {
  straight: { zh: '直行', en: 'Continue' },
  slight_left: { zh: '向左前方', en: 'Bear left' },
  left: { zh: '左转', en: 'Turn left' },
  sharp_left: { zh: '向左后方转', en: 'Turn sharp left' },
  slight_right: { zh: '向右前方', en: 'Bear right' },
  right: { zh: '右转', en: 'Turn right' },
  sharp_right: { zh: '向右后方转', en: 'Turn sharp right' },
  back: { zh: '掉头', en: 'Turn back' }
} as const satisfies Record<string, Words>;
export type Turn = keyof typeof turns;

/** One stretch along one road, as one would tell it. */
export interface Step {
  kind: 'depart' | 'turn' | 'arrive';
  turn: Turn | null;
  /** Name of the road, or what it is where it has none. */
  road: Words;
  distance_m: number;
  seconds: number;
  /** Where the step begins. */
  at: LngLat;
  text: Words;
}

/** A route told road by road: where to set out, where to turn, where it ends. */
export function stepsOf(graph: Graph, route: Route): Step[] {
  const steps: Step[] = [];
  let arriving: number | null = null;
  for (const group of byRoad(graph, route.legs)) {
    const road = nameOf(graph.roads[graph.road[group[0]!.edge]!]!);
    const line = sliceEdge(graph, group[0]!.edge, group[0]!.from, group[0]!.to);
    const heading = bearing(line[0]!, line[1]!);
    const turn = arriving === null ? null : turnOf(heading - arriving);
    const distance_m = sum(group.map(({ length_m }) => length_m));
    const way = turn === null ? setOut(heading) : turns[turn];
    steps.push({
      ...{ kind: turn === null ? 'depart' : 'turn', turn, road, distance_m },
      ...{ seconds: sum(group.map(({ seconds }) => seconds)), at: line[0]! },
      text: {
        zh: `${way.zh}，沿${road.zh}行 ${metres(distance_m).zh}`,
        en: `${way.en} ${turn === 'straight' || turn === null ? 'along' : 'into'} ${road.en} for ${metres(distance_m).en}`
      }
    });
    const last = group.at(-1)!;
    const end = sliceEdge(graph, last.edge, last.from, last.to);
    arriving = bearing(end.at(-2)!, end.at(-1)!);
  }
  const { end } = route;
  steps.push({
    ...{ kind: 'arrive', turn: null, road: nameOf(graph.roads[graph.road[end.edge]!]!), distance_m: end.away_m },
    ...{ seconds: 0, at: route.line.at(-1)! },
    text:
      end.away_m < 20
        ? { zh: '到达', en: 'Arrive' }
        : { zh: `离开道路步行 ${metres(end.away_m).zh}到达`, en: `Leave the road and walk ${metres(end.away_m).en}` }
  });
  return steps;
}

/** Legs that follow each other along one road; a few metres of another name between make no step of their own. */
function byRoad(graph: Graph, legs: readonly Leg[]): Leg[][] {
  const groups: { key: string; legs: Leg[] }[] = [];
  for (const leg of legs.filter(({ length_m }) => length_m > 0)) {
    const key = nameOf(graph.roads[graph.road[leg.edge]!]!).zh;
    const last = groups.at(-1);
    if (last?.key === key) last.legs.push(leg);
    else groups.push({ key, legs: [leg] });
  }
  return groups.map((group) => group.legs);
}

const classWords = fieldsOf(roads).class!.values!;

function nameOf(road: RoadRules): Words {
  if (road.name) return { zh: road.name, en: road.name_en ?? road.name };
  if (road.ref) return { zh: road.ref, en: road.ref };
  if (road.steps) return { zh: '台阶', en: 'steps' };
  const { zh, en } = classWords[road.class]!;
  return { zh, en: `the ${en.toLowerCase()}` };
}

const compass: Words[] = [
  ...[
    { zh: '北', en: 'north' },
    { zh: '东北', en: 'north-east' },
    { zh: '东', en: 'east' },
    { zh: '东南', en: 'south-east' }
  ],
  ...[
    { zh: '南', en: 'south' },
    { zh: '西南', en: 'south-west' },
    { zh: '西', en: 'west' },
    { zh: '西北', en: 'north-west' }
  ]
];

function setOut(heading: number): Words {
  const { zh, en } = compass[Math.round((((heading % 360) + 360) % 360) / 45) % 8]!;
  return { zh: `向${zh}出发`, en: `Head ${en}` };
}

/** Degrees clockwise from north. */
function bearing(from: LngLat, to: LngLat): number {
  const [x, y] = localFrame(from).toPlane(to);
  return (Math.atan2(x, y) * 180) / Math.PI;
}

function turnOf(change: number): Turn {
  const degrees = ((((change + 180) % 360) + 360) % 360) - 180;
  const size = Math.abs(degrees);
  if (size < 25) return 'straight';
  if (size > 170) return 'back';
  const side = degrees < 0 ? 'left' : 'right';
  return size < 55 ? `slight_${side}` : size < 125 ? side : `sharp_${side}`;
}

/** Metres as one says them: to ten below a kilometre, then to a tenth of one. */
function metres(length: number): Words {
  if (length >= 995) {
    const km = (length / 1000).toFixed(1);
    return { zh: `${km} 公里`, en: `${km} km` };
  }
  const rounded = Math.max(10, Math.round(length / 10) * 10);
  return { zh: `${rounded} 米`, en: `${rounded} m` };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
