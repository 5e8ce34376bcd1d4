import type pg from 'pg';

/** Inserts the few divisions tests speak of: 吉林省 › 长春市 › 南关区, 朝阳区 › a subdistrict and community each. */
export async function insertDivisions(pool: pg.Pool): Promise<void> {
  const rows = [
    ['220000000000', '吉林省', 1, null],
    ['220100000000', '长春市', 2, '220000000000'],
    ['220102000000', '南关区', 3, '220100000000'],
    ['220102002000', '自强街道', 4, '220102000000'],
    ['220102002001', '测试社区', 5, '220102002000'],
    ['220104000000', '朝阳区', 3, '220100000000'],
    ['220104001000', '前进街道', 4, '220104000000'],
    ['220104001001', '另一社区', 5, '220104001000']
  ];
  for (const [code, name, level, parent] of rows) {
    await pool.query(
      `INSERT INTO governance.divisions (division_code, code, name, level, parent_code, code_authority, vintage, source, source_id)
       VALUES ($1, $1, $2, $3, $4, 'MCA', 'test', 'test', $1) ON CONFLICT (code) DO NOTHING`,
      [code, name, level, parent]
    );
  }
}

/** Inserts a camera and gives its id; `division` null leaves the place to the database. */
export async function insertCamera(
  pool: pg.Pool,
  { name, at = [125.32, 43.88], division = null }: { name: string; at?: [number, number]; division?: string | null }
): Promise<number> {
  const { rows } = await pool.query<{ id: string | number }>(
    `INSERT INTO asset.cameras (source, source_id, name, division_code, geom, azimuth_deg, fov_deg, range_m)
     VALUES ('test', $1, $1, $2, ST_SetSRID(ST_Point($3, $4), 4326), 0, 90, 60) RETURNING id`,
    [name, division, at[0], at[1]]
  );
  return Number(rows[0]!.id);
}
