import { cellToLatLng, gridDisk, latLngToCell } from 'h3-js';
import { rng } from '../demo/rng.ts';
import type { Day } from './day.ts';
import type { EventTable } from './event_rows.ts';
import { kernelsOf } from './kernel.ts';
import { universeOf } from './universe.ts';

/** A city whose truth is known, for the tests of the model. */
export interface SimulatedCity {
  /** Fixes its chance. */
  name: string;
  /** Rings of cells around the middle. */
  rings: number;
  days: number;
  /** Events a day that nothing triggered. */
  background: number;
  /** How unequal the cells are: the standard deviation of the logarithm of their background. 0: all alike. */
  unequal: number;
  /** Events that one event brings about later, on average. */
  theta: number;
  /** Days they take, and rings they reach: as in the model's maps. */
  tau: number;
  sigma: number;
}

export const SIMULATED_RES = 9;

/** First day of every simulated city: 2020-01-01. */
export const SIMULATED_FROM: Day = 18_262;

/** The events of a self-exciting Poisson process in discrete days and cells, in the order of days. */
export function simulate(city: SimulatedCity): EventTable {
  const chance = rng(city.name);
  const universe = universeOf(SIMULATED_RES, gridDisk(latLngToCell(43.88, 125.32, SIMULATED_RES), city.rings));
  const size = universe.cells.length;
  const [kernel] = city.sigma > 0 ? kernelsOf(universe, [city.sigma]) : [];
  const even = universe.cells.map(() => Math.exp(chance.normal(0, city.unequal)));
  const sum = even.reduce((total, weight) => total + weight, 0);
  const background = even.map((weight) => (city.background * weight) / sum);
  const fade = Math.exp(-1 / city.tau);
  // Triggered events a day expected in each cell; smoothed when an event happens rather than when it is read.
  const triggered = new Float64Array(size);
  const events: { day: Day; cell: number }[] = [];
  for (let day = SIMULATED_FROM; day < SIMULATED_FROM + city.days; day++) {
    const today = background.map((rate, cell) => chance.poisson(rate + triggered[cell]!));
    for (let cell = 0; cell < size; cell++) triggered[cell]! *= fade;
    today.forEach((count, cell) => {
      for (let n = 0; n < count; n++) events.push({ day, cell });
      if (count === 0) return;
      const mass = count * city.theta * (1 - fade);
      if (!kernel) triggered[cell]! += mass;
      // Away from the edge the kernel is symmetric, so a row serves as a column.
      else
        for (let i = kernel.start[cell]!; i < kernel.start[cell + 1]!; i++)
          triggered[kernel.source[i]!]! += mass * kernel.weight[i]!;
    });
  }
  const at = universe.cells.map((cell) => cellToLatLng(cell));
  return {
    day: Int32Array.from(events, ({ day }) => day),
    lon: Float64Array.from(events, ({ cell }) => at[cell]![1]),
    lat: Float64Array.from(events, ({ cell }) => at[cell]![0]),
    kind: new Uint16Array(events.length),
    kinds: ['report'],
    refused: new Map()
  };
}

/** The same events with the days between two days in another order, each day kept whole. */
export function withDaysShuffled(table: EventTable, from: Day, to: Day): EventTable {
  const order = rng('shuffled days').shuffled(Array.from({ length: to - from }, (_, i) => from + i));
  return { ...table, day: table.day.map((day) => (day >= from && day < to ? order[day - from]! : day)) };
}
