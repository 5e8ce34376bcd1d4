import { cutAcross } from '#geodata/spatial/cut_ring.ts';
import { between, direction, distance, shift, type XY } from '#geodata/spatial/plane.ts';
import { nearestOnSegment } from '#geodata/spatial/segment.ts';
import { halfWidth, type Plot } from './ground.ts';
import type { Plan } from './plan/plan.ts';
import type { Rng } from './rng.ts';
import type { RoadNet, Way } from './road_net.ts';
import type { Strip } from './slab.ts';

export interface Gate {
  spot: XY;
  kind: 'main' | 'vehicle' | 'pedestrian';
}

export interface Access {
  gates: Gate[];
  /** Lines of the ways inside. */
  strips: Strip[];
}

const SERVICE: Way = { class: 'service', name: null, en: null, oneway: 0 };
const PATH: Way = { class: 'path', name: null, en: null, oneway: 0 };

/** Smaller plots have no way across. */
const CROSSED_M2 = 13_000;

interface Doorway {
  gate: XY;
  inwards: XY;
  edge: number;
  along: number;
}

/**
 * A main gate on the plot's quietest long side along a street, a way from it straight in, and a way across; where these
 * reach another street there may be a second gate for vehicles or one on foot. Null when no side lies along a street.
 */
export function layWays(plan: Plan, net: RoadNet, plot: Plot, random: Rng): Access | null {
  const door = mainDoorway(plan, plot, random);
  if (!door) return null;
  const gates: Gate[] = [{ spot: door.gate, kind: 'main' }];
  const strips: Strip[] = [];
  const gateNode = plan.addNode(door.gate);
  net.add(SERVICE, [plan.join(door.edge, door.along), gateNode]);
  const lay = (way: Way, from: number, to: number) => {
    net.add(way, [from, to]);
    strips.push([plan.graph.nodes[from]!, plan.graph.nodes[to]!]);
  };
  const goOn = (from: number, end: XY, leave: number, way: Way, kind: Gate['kind']) => {
    const start = plan.graph.nodes[from]!;
    const beyond = random.chance(leave) ? doorwayAt(plan, plot, end, direction(end, start)) : null;
    if (beyond) {
      const node = plan.addNode(beyond.gate);
      lay(way, from, node);
      net.add(way, [node, plan.join(beyond.edge, beyond.along)]);
      gates.push({ spot: beyond.gate, kind });
    } else if (distance(start, end) > 30) {
      lay(SERVICE, from, plan.addNode(shift(end, direction(end, start), 12)));
    }
  };
  const cut = cutAcross(plot.ring, door.gate, door.inwards);
  if (!cut || cut.length < 40) return { gates, strips };
  const far = distance(cut.from.spot, door.gate) > distance(cut.to.spot, door.gate) ? cut.from.spot : cut.to.spot;
  if (cut.length < 75 || plot.area_m2 < CROSSED_M2) {
    goOn(gateNode, far, 0, SERVICE, 'vehicle');
    return { gates, strips };
  }
  const middle = plan.addNode(between(door.gate, far, random.between(0.4, 0.6)));
  lay(SERVICE, gateNode, middle);
  goOn(middle, far, 0.55, SERVICE, 'vehicle');
  const across = cutAcross(plot.ring, plan.graph.nodes[middle]!, [-door.inwards[1], door.inwards[0]]);
  if (across && across.length > 60)
    for (const { spot } of [across.from, across.to]) goOn(middle, spot, 0.4, PATH, 'pedestrian');
  return { gates, strips };
}

function mainDoorway(plan: Plan, plot: Plot, random: Rng): Doorway | null {
  const sides = plot.ring
    .map((a, i) => ({ a, b: plot.ring[(i + 1) % plot.ring.length]! }))
    .filter(({ a, b }) => distance(a, b) > 24)
    .map(({ a, b }) => {
      const [ux, uy] = direction(a, b);
      return doorwayAt(plan, plot, between(a, b, random.between(0.36, 0.64)), [-uy, ux], distance(a, b));
    })
    .filter((door) => door !== null);
  const wish = ({ edge, length }: { edge: number; length: number }) =>
    length * { primary: 0.35, secondary: 0.8, tertiary: 1.3, minor: 1.1 }[plan.graph.edges[edge]!.line.class];
  return sides.reduce<(typeof sides)[number] | null>(
    (best, one) => (best && wish(best) >= wish(one) ? best : one),
    null
  );
}

/** The way out of a plot at a spot on its edge: to the street beside it, not too near a junction. */
function doorwayAt(plan: Plan, plot: Plot, gate: XY, inwards: XY, length = 0): (Doorway & { length: number }) | null {
  const { nodes, edges } = plan.graph;
  for (const side of plan.faces[plot.face]!.sides) {
    const edge = side >> 1;
    const { a, b, line } = edges[edge]!;
    if (line.kind !== 'street') continue;
    const near = nearestOnSegment(gate, nodes[a]!, nodes[b]!);
    const whole = distance(nodes[a]!, nodes[b]!);
    const clear = near.along * whole > 9 && (1 - near.along) * whole > 9;
    if (near.away < halfWidth(line) + 6 && clear) return { gate, inwards, edge, along: near.along, length };
  }
  return null;
}
