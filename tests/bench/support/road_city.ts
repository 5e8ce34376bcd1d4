import pg from 'pg';
import { rng } from '#geodata/demo/rng.ts';
import { localFrame, type LngLat } from '#geodata/spatial/local_frame.ts';
import { cloneTemplate, dropDatabase, roleUrl } from '../../support/templates.ts';
import type { BenchContext } from './bench.ts';

/** A database with a made-up city in its layer roads. */
export interface RoadCity {
  pool: pg.Pool;
  /** Junctions of the grid, for picking places. */
  junctions: LngLat[];
  drop(): Promise<void>;
}

interface Street {
  class: string;
  oneway: number;
  line: LngLat[];
}

const CENTRE: LngLat = [125.32, 43.88];
/** From one street to the next, metres. */
const BLOCK_M = 110;
/** Junctions a street of the layer runs through before it becomes another row. */
const RUN = 8;

/**
 * Streets of a city of `side` × `side` junctions, the same every time: a grid that is not quite straight, with main
 * roads every sixteen streets, others every four; a seventh of the small streets missing, a fifth of them one-way; bends
 * between junctions.
 */
function layOut(side: number): { streets: Street[]; junctions: LngLat[] } {
  const random = rng(`bench city ${side}`);
  const frame = localFrame(CENTRE);
  const offset = (side * BLOCK_M) / 2;
  const spots = Array.from({ length: side * side }, (_, i): [number, number] => [
    (i % side) * BLOCK_M - offset + random.between(-20, 20),
    Math.floor(i / side) * BLOCK_M - offset + random.between(-20, 20)
  ]);
  const streets: Street[] = [];
  for (const across of [false, true]) {
    for (let row = 0; row < side; row++) {
      const kind = row % 16 === 8 ? 'primary' : row % 4 === 0 ? 'tertiary' : 'minor';
      const place = (step: number) => (across ? step * side + row : row * side + step);
      let line: LngLat[] = [];
      const end = () => {
        const oneway = kind === 'minor' && random.chance(0.2) ? random.pick([1, -1]) : 0;
        if (line.length > 1) streets.push({ class: kind, oneway, line });
        line = [];
      };
      for (let step = 0; step < side; step++) {
        const here = spots[place(step)]!;
        line.push(frame.toLngLat(here));
        if (step % RUN === RUN - 1) {
          end();
          line = [frame.toLngLat(here)];
        }
        if (step + 1 === side || (kind === 'minor' && random.chance(1 / 7))) {
          end();
          continue;
        }
        const next = spots[place(step + 1)]!;
        const bend = (): [number, number] => [
          (here[0] + next[0]) / 2 + random.between(-6, 6),
          (here[1] + next[1]) / 2 + random.between(-6, 6)
        ];
        line.push(frame.toLngLat(bend()));
      }
    }
  }
  return { streets, junctions: spots.map((spot) => frame.toLngLat(spot)) };
}

let made = 0;

/** Loads the city into a database of its own. */
export async function roadCity({ cluster, log }: BenchContext, side: number): Promise<RoadCity> {
  const superuser = cluster.url('postgres', 'postgres');
  const name = `gezhi_test_${process.pid}_${8000 + ++made}`;
  await cloneTemplate(superuser, name, false);
  const pool = new pg.Pool({ connectionString: roleUrl(superuser, 'gezhi_owner', name), max: 4 });
  const { streets, junctions } = layOut(side);
  const wkt = ({ line }: Street) => `SRID=4326;MULTILINESTRING((${line.map((at) => at.join(' ')).join()}))`;
  await pool.query(
    `INSERT INTO asset.roads (source, source_id, class, oneway, geom)
     SELECT 'bench', n, class, oneway, geom::geometry
     FROM unnest($1::text[], $2::smallint[], $3::text[]) WITH ORDINALITY AS street (class, oneway, geom, n)`,
    [streets.map((one) => one.class), streets.map(({ oneway }) => oneway), streets.map(wkt)]
  );
  await pool.query('ANALYZE asset.roads');
  log(`a made-up city of ${streets.length.toLocaleString('en')} streets`);
  return {
    pool,
    junctions,
    drop: async () => {
      await pool.end();
      await dropDatabase(superuser, name);
    }
  };
}
