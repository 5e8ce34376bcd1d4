import type pg from 'pg';
import type { Layer } from '#geodata/layers/define.ts';
import { layers } from '#geodata/layers/index.ts';
import { insertSample } from '../../tiles/support/samples.ts';
import { insertDivisions } from '../../support/rows.ts';

/** Two communities of two districts, a row of every layer in each. */
export const places = {
  nanguan: { code: '220102002001', at: [125.321, 43.881] },
  chaoyang: { code: '220104001001', at: [125.3212, 43.8812] }
} as const;
export type Place = keyof typeof places;

export interface Planted {
  /** Ids by layer, in the order of the places. */
  ids: ReadonlyMap<string, readonly number[]>;
}

/** Every text of a planted row says which row it is and whether the public may read the column. */
function marker(layer: string, place: Place, isPublic: boolean): string {
  return `planted_${isPublic ? 'open' : 'shut'}_${place}_${layer}_end`;
}

/** What a reply gives away: the markers found in it. */
export function markersIn(text: string): { layer: string; place: Place; isPublic: boolean }[] {
  return [...text.matchAll(/planted_(open|shut)_(nanguan|chaoyang)_([a-z_]+?)_end/g)].map(([, open, place, layer]) => ({
    layer: layer!,
    place: place as Place,
    isPublic: open === 'open'
  }));
}

/** Plants a row of every layer in both places, and a past version of each, so that lists of the past are walked too. */
export async function plant(pool: pg.Pool): Promise<Planted> {
  await insertDivisions(pool);
  const ids = new Map<string, number[]>();
  for (const layer of layers) {
    for (const place of Object.keys(places) as Place[]) {
      const { code, at } = places[place];
      const id = await (
        layer.id === 'divisions' ? divisionId(pool, code) : insertOf(pool, layer, place, code, at)
      ).catch((error: unknown) => {
        throw new Error(`no row of ${layer.id} could be planted: ${(error as Error).message}`);
      });
      ids.set(layer.id, [...(ids.get(layer.id) ?? []), id]);
      await pool.query(`UPDATE ${layer.schema}.${layer.id} SET observed_at = now() WHERE id = $1`, [id]);
    }
  }
  return { ids };
}

/** Divisions are there already; their names and codes are public. */
async function divisionId(pool: pg.Pool, code: string): Promise<number> {
  const { rows } = await pool.query<{ id: string | number }>('SELECT id FROM governance.divisions WHERE code = $1', [
    code
  ]);
  return Number(rows[0]!.id);
}

function insertOf(pool: pg.Pool, layer: Layer, place: Place, code: string, at: readonly [number, number]) {
  return insertSample(pool, layer, {
    at,
    code,
    words: (_, column, required) =>
      layer.properties.shape[column] || required
        ? marker(layer.id, place, layer.public?.includes(column) ?? false)
        : undefined
  });
}
