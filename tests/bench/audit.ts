import pg from 'pg';
import { latLngToCell } from 'h3-js';
import { audit } from '#server/audit/audit.ts';
import { linkWaiting, startSequencer } from '#server/audit/sequencer.ts';
import { verifyChain } from '#server/audit/verify.ts';
import { asActor, sql } from '#server/db/sql.ts';
import { cloneTemplate, dropDatabase, roleUrl } from '../support/templates.ts';
import { ratio, type Bench, type BenchContext } from './support/bench.ts';

const NAME = 'gezhi_bench_audit';
const WRITERS = 16;
const ROUND_MS = 3_000;
const ENTRIES = 300_000;

const officer = { role: 'commander', scope: ['*'] } as const;
const cell = latLngToCell(43.8868, 125.3245, 10);

/** Sixteen who report events at once, each report with its entry in the chain, which is being linked, and without. */
export const writers: Bench = {
  name: 'access/audit_ratio',
  unit: '×',
  bar: { atLeast: 0.7 },
  run: (ctx) =>
    inDatabase(ctx, async (server) => {
      const stop = startSequencer(server, 'sha256', async () => {});
      try {
        const { value, ours, baseline } = await ratio(
          5,
          () => written(server, true),
          () => written(server, false)
        );
        return { value, note: `${Math.round(ours)}/s with, ${Math.round(baseline)}/s without` };
      } finally {
        await stop();
      }
    })
};

/** Walking the chain from its first link, each entry spelt and hashed again. */
export const verification: Bench = {
  name: 'access/verify_s_per_million',
  unit: 's',
  bar: { atMost: 60 },
  run: (ctx) =>
    inDatabase(ctx, async (server, owner) => {
      ctx.log(`${ENTRIES.toLocaleString('en')} entries`);
      await asActor(server, officer, (tx) =>
        tx.query(sql`INSERT INTO audit.entries (action, object, why, division_code, detail)
          SELECT 'camera.look', 'cameras/' || n, '核查报警', '220102002001', jsonb_build_object('n', n, 'seconds', n % 60)
          FROM generate_series(1, ${ENTRIES}) AS n`)
      );
      while (await linkWaiting(server, 'sha256')) ctx.signal.throwIfAborted();
      await owner.query('VACUUM ANALYZE audit.entries, audit.links');
      const began = performance.now();
      const { links, fault } = await verifyChain(owner, []);
      const seconds = (performance.now() - began) / 1000;
      if (fault || links !== ENTRIES) throw new Error(`walked ${links} links, found ${JSON.stringify(fault)}`);
      return {
        value: (seconds * 1e6) / ENTRIES,
        note: `${ENTRIES.toLocaleString('en')} entries in ${seconds.toFixed(1)} s`
      };
    })
};

async function inDatabase<T>({ cluster }: BenchContext, work: (server: pg.Pool, owner: pg.Client) => Promise<T>) {
  const superuser = cluster.url('postgres', 'postgres');
  await dropDatabase(superuser, NAME);
  await cloneTemplate(superuser, NAME, false);
  const server = new pg.Pool({ connectionString: roleUrl(superuser, 'gezhi_server', NAME), max: WRITERS + 2 });
  const owner = new pg.Client({ connectionString: roleUrl(superuser, 'gezhi_owner', NAME) });
  await owner.connect();
  try {
    return await work(server, owner);
  } finally {
    await Promise.all([server.end(), owner.end()]);
    await dropDatabase(superuser, NAME);
  }
}

/** Transactions a second of all writers together. */
async function written(server: pg.Pool, isAudited: boolean): Promise<number> {
  const until = performance.now() + ROUND_MS;
  let n = 0;
  const write = async () => {
    while (performance.now() < until) {
      await asActor(server, officer, async (tx) => {
        await tx.query(sql`
          INSERT INTO governance.events (source, source_id, public_id, kind, reported_by, status, reported_at, h3, division_code, geom)
          VALUES ('bench', gen_random_uuid()::text, gen_random_uuid(), 'noise', 'inspection', 'received', now(), ${cell},
                  '220102002001', ST_SetSRID(ST_Point(125.3245, 43.8868), 4326))`);
        if (isAudited) await audit(tx, { action: 'event.report', object: 'events', divisionCode: '220102002001' });
      });
      n++;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  return n / (ROUND_MS / 1000);
}
