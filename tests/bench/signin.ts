import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { hashPassword } from '#server/accounts/password.ts';
import { quantile, type Bench, type BenchContext, type Measured } from './support/bench.ts';
import { hongKong, type BenchDatabase } from './support/hongkong.ts';
import { Line } from './support/line.ts';
import { asked, startServer } from './support/processes.ts';
import { guess } from './support/guess.ts';

const NAME = 'bench.owner';
const PASSWORD = 'what only the owner of the bench knows';
const TRIES = 10_000;
const CONNECTIONS = 200;
/** What others look at meanwhile. */
const OTHERS = ['/api/layers', '/api/layers/buildings/features?bbox=114.15,22.27,114.17,22.29&limit=50'];

interface Attack {
  /** The slowest of the owner's own sign-ins during the burst, on a device they know. */
  owner_s: number;
  idle_ms: number;
  busy_ms: number;
  burst_s: number;
  answers: Map<number, number>;
}

let attack: Promise<Attack> | undefined;

/** One burst serves both bars. */
function underAttack(ctx: BenchContext): Promise<Attack> {
  return (attack ??= run(ctx));
}

async function run(ctx: BenchContext): Promise<Attack> {
  const db = await hongKong(ctx);
  await ensureOwner(db);
  const server = await startServer(db);
  const lines = OTHERS.map((path) => ({ path, line: new Line(server.port, asked) }));
  const origin = `http://127.0.0.1:${server.port}`;
  try {
    const { cookie } = await signIn(origin, '');
    await timesWhile(lines, sleep(2000));
    const idle = await timesWhile(lines, sleep(5000));
    const began = performance.now();
    const burst = guess({ port: server.port, name: NAME, tries: TRIES, connections: CONNECTIONS });
    let burst_s = 0;
    const ended = burst.then(() => (burst_s = (performance.now() - began) / 1000));
    const owner = sleep(200).then(() => signIn(origin, cookie));
    const busy = await timesWhile(lines, Promise.all([ended, owner]));
    return {
      owner_s: (await owner).seconds,
      idle_ms: quantile(idle, 0.95),
      busy_ms: quantile(busy, 0.95),
      burst_s,
      answers: await burst
    };
  } finally {
    lines.forEach(({ line }) => line.close());
    await server.stop();
  }
}

/** Asks for what others look at, over and over, and gives how long each took. */
async function timesWhile(lines: { path: string; line: Line }[], until: Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  let over = false;
  void until.finally(() => (over = true));
  while (!over) {
    for (const { path, line } of lines) {
      const began = performance.now();
      const { status } = await line.ask(path);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      took.push(performance.now() - began);
    }
    await sleep(5);
  }
  await until;
  return took;
}

async function signIn(origin: string, cookie: string): Promise<{ cookie: string; seconds: number }> {
  const began = performance.now();
  const reply = await fetch(`${origin}/api/account/sign-in`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(cookie && { Cookie: cookie }) },
    body: JSON.stringify({ name: NAME, password: PASSWORD })
  });
  if (reply.status !== 200) throw new Error(`the owner was answered ${reply.status}`);
  const device = reply.headers.getSetCookie().find((line) => line.startsWith('gezhi.device='))!;
  return { cookie: device.split(';', 1)[0]!, seconds: (performance.now() - began) / 1000 };
}

async function ensureOwner({ ownerUrl }: BenchDatabase): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`INSERT INTO access.accounts (username, name) VALUES ($1, $1) ON CONFLICT DO NOTHING`, [NAME]);
    await client.query(
      `INSERT INTO access.credentials (account_id, provider, subject, password)
       SELECT id, 'credential', id, $2 FROM access.accounts WHERE username = $1
       ON CONFLICT (account_id, provider) DO UPDATE SET password = excluded.password`,
      [NAME, await hashPassword(PASSWORD)]
    );
  } finally {
    await client.end();
  }
}

function noteOf({ answers, burst_s }: Attack): string {
  const counts = [...answers].sort(([a], [b]) => a - b).map(([status, n]) => `${n} × ${status}`);
  return `${TRIES} tries in ${burst_s.toFixed(1)} s: ${counts.join(', ')}`;
}

async function owner(ctx: BenchContext): Promise<Measured> {
  const result = await underAttack(ctx);
  return { value: result.owner_s, note: noteOf(result) };
}

async function others(ctx: BenchContext): Promise<Measured> {
  const result = await underAttack(ctx);
  const { idle_ms, busy_ms } = result;
  return { value: busy_ms / idle_ms, note: `p95 ${busy_ms.toFixed(1)} ms, idle ${idle_ms.toFixed(1)} ms` };
}

export const signInUnderAttack: Bench = { name: 'access/signin', unit: 's', bar: { atMost: 3 }, run: owner };
export const othersUnderAttack: Bench = { name: 'access/signin_others', unit: '×', bar: { atMost: 2 }, run: others };
