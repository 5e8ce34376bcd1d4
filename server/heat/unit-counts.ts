import type { HeatQuery } from '#geodata/heat/query.ts';
import type { HeatData } from '#server/heat/heat.index.ts';
import { tally, type Chosen, type Window } from '#server/heat/tally.ts';

/** The units of a query, numbered, and how events and households are counted by them. */
export interface UnitCounts {
  /** Ids by number. */
  ids: readonly string[];
  /** Numbers in the order of their ids. */
  order: ArrayLike<number>;
  /** Events by unit, and by sort where that is asked for. */
  count(chosen: Chosen, window: Window, bySort?: Uint32Array): Uint32Array;
  /** Events that lie in no unit. */
  unplaced(counts: Uint32Array): number;
  /** Number of the unit each event lies in. */
  unitOf(row: number): number;
  /** Households by unit, of those places. */
  households(places: Uint8Array): Promise<Float64Array>;
}

/** Units of cells or of governance. For cells, waits until the cells of the resolution are worked out. */
export async function unitCounts(data: HeatData, { by, res }: Pick<HeatQuery, 'by' | 'res'>): Promise<UnitCounts> {
  return by === 'cell' ? cellCounts(data, res) : placeCounts(data, by);
}

async function cellCounts({ events, homes, households }: HeatData, res: number): Promise<UnitCounts> {
  await events.cells(res);
  const book = events.bookOf(res);
  return {
    ids: book.ids,
    get order() {
      return book.order;
    },
    // Columns are asked for each time: they may have been enlarged since.
    count: (chosen, window, bySort) => tally(events, chosen, window, events.cellsKnown(res), book.ids.length, bySort),
    unplaced: () => 0,
    unitOf: (row) => events.cellsKnown(res)[row]!,
    async households(places) {
      const of = await homes.cells(res);
      const sums = new Float64Array(book.ids.length);
      for (let i = 0; i < homes.length; i++) if (places[homes.place[i]!]) sums[of[i]!]! += households[i]!;
      return sums;
    }
  };
}

function placeCounts({ events, places, homes, households }: HeatData, by: 'grid' | 'community' | 'street'): UnitCounts {
  const { ofPlace, codes } = places.by(by);
  return {
    ids: codes,
    // The first one is no unit.
    order: Array.from({ length: codes.length - 1 }, (_, i) => i + 1),
    count: (chosen, window, bySort) => {
      const sums = new Uint32Array(codes.length);
      const counts = tally(events, chosen, window, events.place, ofPlace.length, bySort);
      counts.forEach((n, place) => (sums[ofPlace[place]!]! += n));
      return sums;
    },
    unplaced: (counts) => counts[0]!,
    unitOf: (row) => ofPlace[events.place[row]!]!,
    households: async (allowed) => {
      const sums = new Float64Array(codes.length);
      for (let i = 0; i < homes.length; i++)
        if (allowed[homes.place[i]!]) sums[ofPlace[homes.place[i]!]!]! += households[i]!;
      return sums;
    }
  };
}
