import { latLngToCell } from 'h3-js';
import type pg from 'pg';
import { decodeHeat, type HeatReply } from '#geodata/heat/reply.ts';
import type { TestSite } from '../support/site.ts';

export const everywhere = { role: 'commander' as const, scope: ['*'] };

export interface NewEvent {
  kind?: string;
  by?: string;
  status?: string;
  at?: string;
  lng?: number;
  lat?: number;
  publicId?: string;
  division?: string | null;
}

let made = 0;

/** Inserts an event as a reporter's device would have it; gives its id. */
export async function insertEvent(pool: pg.Pool, event: NewEvent = {}): Promise<number> {
  const { kind = 'noise', by = 'hotline', status = 'received', at = new Date().toISOString() } = event;
  const { lng = 125.3235, lat = 43.8868, publicId = null, division = null } = event;
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, h3, division_code, geom)
     VALUES ('test', $1, coalesce($2::uuid, gen_random_uuid()), $3, $4, $5, $6, $7, $8, ST_SetSRID(ST_Point($9, $10), 4326)) RETURNING id`,
    [`heat-${process.pid}-${++made}`, publicId, kind, by, status, at, latLngToCell(lat, lng, 10), division, lng, lat]
  );
  return Number(rows[0]!.id);
}

/** The heat as a role sees it. */
export async function heatOf(site: TestSite, query: Record<string, string>, as = everywhere): Promise<HeatReply> {
  const reply = await site.ask(`/api/heat?${new URLSearchParams(query)}`, as);
  if (reply.status !== 200) throw new Error(`${reply.status} ${await reply.text()}`);
  return decodeHeat(new Uint8Array(await reply.arrayBuffer()));
}

/** Counts of a reply by id. */
export const byId = ({ ids, columns }: HeatReply) => new Map(ids.map((id, i) => [id, columns.n[i]!]));
