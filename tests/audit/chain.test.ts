import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anchoring, AnchorError, readAnchors } from '#server/audit/anchor.ts';
import { audit } from '#server/audit/audit.ts';
import { linkWaiting, startSequencer } from '#server/audit/sequencer.ts';
import { verifyChain } from '#server/audit/verify.ts';
import { asActor, sql } from '#server/db/sql.ts';
import { testDatabase, type TestDatabase } from '../support/db.ts';

let db: TestDatabase;
let server: pg.Pool;
let superuser: pg.Client;

const officer = { role: 'commander', scope: ['*'], requestId: 'request-1' } as const;
const deed = (n: number) => ({ action: 'test.done', object: `things/${n}`, detail: { n } }) as const;

beforeAll(async () => {
  db = await testDatabase();
  server = new pg.Pool({ connectionString: db.serverUrl, max: 20 });
  const url = new URL(db.ownerUrl);
  url.username = 'postgres';
  superuser = new pg.Client({ connectionString: url.href });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await server.end();
  await db.drop();
});

/** What somebody with all power over the database may do: no trigger, no policy stops them. */
async function tamper(statement: string): Promise<void> {
  await superuser.query('SET session_replication_role = replica');
  await superuser.query(statement);
  await superuser.query('SET session_replication_role = origin');
}

async function write(n: number): Promise<void> {
  await asActor(server, officer, (tx) => audit(tx, deed(n)));
}
const link = () => linkWaiting(server, 'sha256');
const verdict = (anchors: Parameters<typeof verifyChain>[1] = []) => verifyChain(superuser, anchors);

beforeEach(async () => {
  await tamper('TRUNCATE audit.entries, audit.links, audit.unlinked RESTART IDENTITY');
  for (let n = 1; n <= 5; n++) await write(n);
  await link();
});

test('a deed is kept with who, what, when and in which request', async () => {
  const { rows } = await superuser.query(
    'SELECT role, request_id, action, object, result FROM audit.entries WHERE id = 1'
  );
  expect(rows).toEqual([
    { role: 'commander', request_id: 'request-1', action: 'test.done', object: 'things/1', result: 'done' }
  ]);
});

test('a deed that was rolled back leaves no entry', async () => {
  await asActor(server, officer, async (tx) => {
    await audit(tx, deed(6));
    throw new Error('changed my mind');
  }).catch(() => {});
  await link();
  expect(await verdict()).toMatchObject({ links: 5, waiting: 0, fault: null });
});

test.each([
  ['UPDATE audit.entries SET action = $$test.other$$', /permission denied/],
  ['DELETE FROM audit.entries', /permission denied/],
  ['TRUNCATE audit.entries', /permission denied/],
  [`INSERT INTO audit.entries (action, role) VALUES ('test.done', 'mayor')`, /permission denied/],
  [`INSERT INTO audit.entries (action, at) VALUES ('test.done', '2020-01-01')`, /permission denied/],
  ['DELETE FROM audit.links', /permission denied/],
  ['INSERT INTO audit.unlinked VALUES (1, now())', /permission denied/],
  [`SELECT audit.add_links(5, 'sha256', ARRAY[1::bigint], ARRAY[sha256('x')])`, /does not wait/],
  [`SELECT audit.add_links(4, 'sha256', ARRAY[1::bigint], ARRAY[sha256('x')])`, /does not end at/]
])('the application may not %s', async (statement, refusal) => {
  await expect(server.query(statement)).rejects.toThrow(refusal);
});

test('not even the owner of the tables may change an entry', async () => {
  for (const statement of [
    'UPDATE audit.entries SET object = NULL',
    'DELETE FROM audit.links',
    'TRUNCATE audit.entries'
  ])
    await expect(db.pool.query(statement)).rejects.toThrow(/append-only/);
});

test('auditors read the entries and nobody else does', async () => {
  const count = async (role: 'audit_admin' | 'system_admin' | 'security_admin' | 'commander' | 'resident') => {
    const { rows } = await asActor(server, { role, scope: ['*'] }, (tx) =>
      tx.query<{ n: number }>(sql`SELECT count(*) AS n FROM audit.entries`)
    );
    return Number(rows[0]!.n);
  };
  expect(await count('audit_admin')).toBe(5);
  for (const role of ['system_admin', 'security_admin', 'commander', 'resident'] as const)
    expect(await count(role)).toBe(0);
});

test('many writers at once, some rolling back, are linked each once and in one chain', async () => {
  const stop = startSequencer(server, 'sha256', async () => {});
  await Promise.all(
    Array.from({ length: 16 }, async (_, writer) => {
      for (let n = 0; n < 20; n++) {
        await asActor(server, officer, async (tx) => {
          await audit(tx, deed(100 + writer * 20 + n));
          if (n % 4 === 3) throw new Error('rolled back');
        }).catch(() => {});
      }
    })
  );
  await stop();
  expect(await verdict()).toMatchObject({ links: 5 + 16 * 15, waiting: 0, fault: null });
});

test('two sequencers at once make one chain', async () => {
  for (let n = 10; n < 60; n++) await write(n);
  await Promise.all([link(), link(), link()]);
  await link();
  expect(await verdict()).toMatchObject({ links: 55, fault: null });
});

test('the chain can be kept with SM3, and go over to it', async () => {
  await write(6);
  await linkWaiting(server, 'sm3');
  const { rows } = await superuser.query('SELECT algorithm FROM audit.links ORDER BY seq DESC LIMIT 1');
  expect(rows).toEqual([{ algorithm: 'sm3' }]);
  expect(await verdict()).toMatchObject({ links: 6, fault: null });
  await tamper(`UPDATE audit.entries SET why = 'because' WHERE id = 6`);
  expect((await verdict()).fault).toEqual({ kind: 'changed', seq: 6, entryId: 6 });
});

describe('what somebody with all power over the database did', () => {
  test.each([
    ['UPDATE audit.entries SET detail = $${"n": 33}$$ WHERE id = 3', { kind: 'changed', seq: 3, entryId: 3 }],
    ['UPDATE audit.entries SET role = $$resident$$ WHERE id = 2', { kind: 'changed', seq: 2, entryId: 2 }],
    ['DELETE FROM audit.entries WHERE id = 4', { kind: 'missing', seq: 4, entryId: 4 }],
    ['DELETE FROM audit.links WHERE seq = 2', { kind: 'link-missing', seq: 2, entryId: null }],
    [
      'DELETE FROM audit.entries WHERE id = 3; DELETE FROM audit.links WHERE seq = 3',
      { kind: 'link-missing', seq: 3, entryId: null }
    ],
    [
      `INSERT INTO audit.entries (action, role) VALUES ('test.done', 'mayor')`,
      { kind: 'unlinked', seq: null, entryId: 6 }
    ],
    [
      `INSERT INTO audit.entries (action, role) VALUES ('test.done', 'mayor');
       INSERT INTO audit.unlinked VALUES (6, now() - interval '1 hour')`,
      { kind: 'forgotten', seq: null, entryId: 6 }
    ]
  ])('is found and named: %s', async (statement, fault) => {
    await tamper(statement);
    expect((await verdict()).fault).toEqual(fault);
  });
});

describe('with ends of the chain noted outside the database', () => {
  let dir: string;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gezhi-anchors-'));
    const anchors = anchoring(dir);
    await write(6);
    await anchors.onHead((await link())!);
    await anchors.close();
  });
  const done = () => rmSync(dir, { recursive: true });

  test('a chain rewritten to its end, each link agreeing with the next, is found', async () => {
    expect(await verdict(await readAnchors(dir))).toMatchObject({ links: 6, anchors: 1, fault: null });
    await tamper(`UPDATE audit.entries SET object = 'things/other' WHERE id = 2`);
    await tamper(`INSERT INTO audit.unlinked SELECT entry_id, at FROM audit.links; DELETE FROM audit.links`);
    await link();
    expect((await verdict()).fault).toBeNull();
    expect((await verdict(await readAnchors(dir))).fault).toEqual({ kind: 'rewritten', seq: 6, entryId: 6 });
    done();
  });

  test('a chain cut short is found', async () => {
    await tamper('DELETE FROM audit.entries WHERE id = 6; DELETE FROM audit.links WHERE seq = 6');
    expect((await verdict()).fault).toBeNull();
    expect((await verdict(await readAnchors(dir))).fault).toEqual({ kind: 'cut', seq: 6, entryId: null });
    done();
  });

  test('a line that we did not sign is no anchor', async () => {
    const file = join(dir, 'anchors.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"seq":6', '"seq":5'));
    await expect(readAnchors(dir)).rejects.toThrow(AnchorError);
    done();
  });
});
