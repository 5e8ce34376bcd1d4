import type { Pool } from 'pg';
import { divisionVintage } from '#geodata/codes/divisions.ts';
import type { Reach } from '#geodata/access/acting.ts';
import { roleTitles, type Role } from '#geodata/access/roles.ts';
import type { Config } from '#server/config.ts';
import { asActor, sql, type Tx } from '#server/db/sql.ts';
import type { Actor } from '#server/access/actor.ts';
import { formatDivisionCode, scopePrefix } from '#geodata/codes/division_code.ts';

/** Where the map opens while nothing is loaded: Changchun's People's Square. */
const fallbackView = { center: [125.3181, 43.8845] as [number, number], zoom: 14.5 };

/** Roles a demo visitor may switch to, from the whole city down to one community. */
const demoRoles: { role: Role; scope: string[] }[] = [
  { role: 'resident', scope: [] },
  { role: 'commander', scope: ['*'] },
  { role: 'commander', scope: ['220102'] },
  { role: 'planner', scope: ['220102'] },
  { role: 'responder', scope: ['2201'] },
  { role: 'grid_worker', scope: ['220102003001'] }
];

/** What every page asks first: is this a demo, who am I, where does the map open, how old is what it shows. */
export async function siteFacts(pool: Pool, config: Config, actor: Actor) {
  return asActor(pool, actor, async (tx) => {
    const demo = await tx.query<{ version: string; loadedAt: Date }>(
      sql`SELECT version, loaded_at AS "loadedAt" FROM governance.demo_city`
    );
    // Sources ask to be named where their data is shown.
    const sources = await tx.query<{ source: string }>(sql`SELECT DISTINCT source FROM governance.imports ORDER BY 1`);
    const offered = config.DEMO === 'on' ? demoRoles : [];
    const names = await divisionNames(
      tx,
      [actor, ...offered].flatMap((one) => one.scope)
    );
    return {
      demo: config.DEMO === 'on',
      demoRoles: config.DEMO === 'on' ? offered.map((one) => titled(one, names)) : undefined,
      approvalNo: config.PUBLIC_MAP_APPROVAL_NO ?? null,
      actor: { ...titled(actor, names), account: actor.account },
      view: { center: demo.rows[0] ? fallbackView.center : await middle(tx), zoom: fallbackView.zoom },
      demoCity: demo.rows[0] ?? null,
      sources: sources.rows.map((row) => row.source),
      divisionsVintage: String(divisionVintage.year),
      timeZone: config.TIME_ZONE,
      now: new Date()
    };
  });
}

/** Where the buildings are, on average. */
async function middle(tx: Tx): Promise<[number, number]> {
  const { rows } = await tx.query<{ lng: number | null; lat: number | null }>(sql`
    SELECT sum(sum_lng) / nullif(sum(n), 0) AS lng, sum(sum_lat) / nullif(sum(n), 0) AS lat
    FROM tiles.counts WHERE layer = 'buildings'`);
  const { lng, lat } = rows[0]!;
  return lng === null || lat === null ? fallbackView.center : [lng, lat];
}

/** Names by code prefix; `*` has none, and nothing begins with 00, whatever a cookie says. */
async function divisionNames(tx: Tx, scope: string[]): Promise<Map<string, string>> {
  const codes = scope.filter((code) => code !== '*' && !code.startsWith('00')).map(formatDivisionCode);
  const { rows } = await tx.query<{ code: string; name: string }>(
    sql`SELECT code, name FROM governance.divisions WHERE code = ANY(${codes})`
  );
  return new Map(rows.map((row) => [scopePrefix(row.code), row.name]));
}

function titled({ role, scope }: Reach, names: Map<string, string>) {
  const named = scope.map((code) => names.get(code) ?? code).join('、');
  const scopeName = scope.includes('*')
    ? { zh: '全域', en: 'Whole site' }
    : { zh: named || '公开内容', en: named || 'Public content' };
  return { role, scope, title: roleTitles[role], scopeName };
}
