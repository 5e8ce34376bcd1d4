import { emptyBlock } from './block.ts';
import { buildGraph, type Graph } from './graph.ts';
import type { RoadRules } from './pace.ts';

/** An edge in plain words: between which junctions, along which line, of what kind of road. */
export interface PlainEdge extends Partial<RoadRules> {
  id?: number;
  from: number;
  to: number;
  /** Degrees. */
  line: readonly (readonly [lng: number, lat: number])[];
  length_m: number;
}

const street: RoadRules = {
  ...{ class: 'minor', link: false, name: null, name_en: null, ref: null, oneway: 0, surface: null, steps: false },
  ...{ step_free: null, foot: null, motor: null, maxspeed_kmh: null },
  ...{ max_height_m: null, max_width_m: null, max_weight_t: null }
};

/** A graph of edges told one by one, for tests and measurements; edges keep their order. */
export function graphOf(edges: readonly PlainEdge[]): Graph {
  const block = emptyBlock(
    edges.length,
    edges.reduce((sum, { line }) => sum + line.length, 0)
  );
  let vertex = 0;
  edges.forEach(({ id, from, to, line, length_m, ...rules }, i) => {
    block.roads.push({ ...street, ...rules });
    block.road[i] = i;
    block.id[i] = id ?? i + 1;
    [block.source[i], block.target[i], block.length_m[i]] = [from, to, length_m];
    for (const degrees of line.flat()) block.shape[vertex++] = Math.round(degrees * 1e7);
    block.shapeStart[i + 1] = vertex / 2;
  });
  return buildGraph([block]);
}
