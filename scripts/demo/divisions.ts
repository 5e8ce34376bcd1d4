import type pg from 'pg';
import { divisions, divisionVintage } from '#geodata/codes/divisions.ts';
import { copyRows } from './copy.ts';

const SOURCE = 'nbs';
const VINTAGE = String(divisionVintage.year);

/** Brings this version's list of divisions into the database. What the site itself wrote about a division is kept. */
export async function loadDivisions(client: pg.Client, log: (line: string) => void): Promise<void> {
  if (await isListed(client)) return;
  log(`loading ${divisions.length} divisions (${VINTAGE})`);
  await client.query(
    `CREATE TEMP TABLE listed (code text, name text, level smallint, parent_code text, code_authority text, urban_rural text) ON COMMIT DROP`
  );
  await copyRows(
    client,
    'listed',
    divisions.map(({ code, name, level, parentCode, authority, urbanRural }) => ({
      ...{ code, name, level, parent_code: parentCode, code_authority: authority, urban_rural: urbanRural ?? null }
    }))
  );
  await client.query(
    `INSERT INTO governance.divisions (division_code, source, source_id, code, name, level, parent_code, code_authority, urban_rural, vintage)
     SELECT code, $1, code, code, name, level, parent_code, code_authority, urban_rural, $2 FROM listed ORDER BY code
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, code_authority = excluded.code_authority,
       urban_rural = excluded.urban_rural, vintage = excluded.vintage
     WHERE governance.divisions.source = excluded.source`,
    [SOURCE, VINTAGE]
  );
  await client.query('DROP TABLE listed');
}

/** Whether every code of the list is there and nothing is left of another vintage. */
async function isListed(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ listed: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM unnest($1::text[]) AS code WHERE code NOT IN (SELECT d.code FROM governance.divisions d))
        AND NOT EXISTS (SELECT FROM governance.divisions WHERE source = $2 AND vintage <> $3) AS listed`,
    [divisions.map(({ code }) => code), SOURCE, VINTAGE]
  );
  return rows[0]!.listed;
}
