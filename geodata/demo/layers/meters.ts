import { shift, type XY } from '#geodata/spatial/plane.ts';
import { pointAt, type Point } from '../geo.ts';
import type { City } from '../city.ts';
import type { Placed } from '../rows.ts';
import { spotsAlong, streetLines } from '../street_lines.ts';

type Medium = 'water' | 'gas' | 'heat' | 'electricity';

export interface MeterRow extends Placed {
  meter_no: string;
  medium: Medium;
  type_code: string;
  placement: 'building' | 'dma';
  dma_code: string | null;
  status: string;
  reading: number | null;
  reading_unit: string;
  read_at: string | null;
  geom: Point;
}

const METERS = 8000;
const DMA_METERS = 400;
const media: Record<Medium, { type: string; unit: string; letter: string; perHome: number }> = {
  water: { type: '10H', unit: 'm3', letter: 'W', perHome: 190 },
  gas: { type: '30H', unit: 'm3', letter: 'G', perHome: 240 },
  heat: { type: '20H', unit: 'GJ', letter: 'H', perHome: 55 },
  electricity: { type: '40H', unit: 'kWh', letter: 'E', perHome: 3400 }
};
const order = Object.keys(media) as Medium[];

/** Meters at the mains of district metering areas along main streets, and four to a house in the estates that have them. */
export function meters(city: City): MeterRow[] {
  const random = city.chance('meters');
  const rows: MeterRow[] = [];
  const add = (medium: Medium, placement: MeterRow['placement'], spot: XY, homes: number) => {
    const { type, unit, letter, perHome } = media[medium];
    const place = city.placeOf(spot);
    const status = random.weighted({ normal: 93, silent: 4, faulty: 2.4, removed: 0.6 });
    const days = {
      normal: random.between(0.01, 1),
      silent: random.between(4, 60),
      faulty: random.between(0.01, 20),
      removed: random.between(60, 300)
    }[status];
    const silentFromStart = status === 'silent' && random.chance(0.1);
    rows.push({
      ...{
        source_id: `meter-${rows.length + 1}`,
        ...place,
        meter_no: `${letter}${String(25_000_000 + rows.length * 7).padStart(11, '0')}`,
        medium,
        type_code: type,
        placement
      },
      dma_code: place.division_code && medium !== 'electricity' ? `${letter}-${place.division_code.slice(2)}` : null,
      ...{
        status,
        reading: silentFromStart ? null : Math.round(homes * perHome * random.between(0.8, 5) * 10) / 10,
        reading_unit: unit
      },
      ...{ read_at: silentFromStart ? null : city.ago(days), geom: pointAt(spot) }
    });
  };
  const mains = random.shuffled(
    streetLines(city.plan)
      .filter(({ line }) => line.class !== 'minor')
      .flatMap((line) => spotsAlong(line, 400))
  );
  for (let i = 0; i < DMA_METERS; i++)
    add(order[i % 4]!, 'dma', city.kerb(mains[i % mains.length]!, i % 2 ? 'left' : 'right', 5), random.int(300, 1500));
  const estates = random.shuffled(city.built.compounds);
  const houses = Map.groupBy(
    city.built.buildings.filter(({ households }) => households),
    ({ compound }) => compound!
  );
  for (const estate of estates) {
    for (const { slab, households } of houses.get(estate) ?? []) {
      if (rows.length + 4 > METERS) return rows;
      order.forEach((medium, i) =>
        add(
          medium,
          'building',
          shift(slab.middle, slab.way, ((i - 1.5) / 4) * slab.length, slab.depth / 2 - 1),
          households!
        )
      );
    }
  }
  return rows;
}
