import pg from 'pg';
import { demoSeed, demoVersion } from '#geodata/demo/index.ts';
import { rebuildGraph } from '#server/routing/rebuild.service.ts';
import { ensureDemoAccounts } from './demo/accounts.ts';
import { loadDivisions } from './demo/divisions.ts';
import { loadCity, removeCity } from './demo/city.ts';
import { layerTables } from './demo/tables.ts';

interface Order {
  ownerUrl: string;
  /** Told what is being done, a line at a time. */
  log: (line: string) => void;
}

const LOCK = `hashtext('gezhi demo')`;

/** Loads the divisions of the province where this version's list is not in the database yet; a site without a demo needs them too. */
export async function ensureDivisions({ ownerUrl, log }: Order): Promise<void> {
  await inOneTransaction(ownerUrl, (client) => loadDivisions(client, log));
}

/**
 * Sees to it that this version's demo city is in a database that holds nothing else, together with the divisions.
 * An older demo is replaced, all in one transaction; a site with features of its own keeps what it has.
 */
export async function ensureDemo({ ownerUrl, log }: Order): Promise<void> {
  const loaded = await inOneTransaction(ownerUrl, async (client) => {
    await loadDivisions(client, log);
    if (await isCurrent(client)) {
      await ensureDemoAccounts(client);
      log(`demo city ${demoVersion} is loaded`);
      return false;
    }
    const own = await ownFeatures(client);
    if (own) {
      log(`${own} has features of its own, so no demo city is loaded`);
      return false;
    }
    await removeCity(client, log);
    await loadCity(client, { asOf: today(), log });
    await client.query(
      `INSERT INTO governance.demo_city (version, seed) VALUES ($1, $2)
       ON CONFLICT (only_row) DO UPDATE SET version = excluded.version, seed = excluded.seed, loaded_at = now()`,
      [demoVersion, demoSeed]
    );
    await ensureDemoAccounts(client);
    return true;
  });
  if (!loaded) return;
  await analyze(ownerUrl, log);
  await buildRoadGraph(ownerUrl, log);
}

async function isCurrent(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM governance.demo_city WHERE version = $1 AND seed = $2', [
    demoVersion,
    demoSeed
  ]);
  return rowCount === 1;
}

/** The first layer with rows that are not the demo's; divisions are reference data and do not count. */
async function ownFeatures(client: pg.Client): Promise<string | null> {
  for (const table of layerTables) {
    const { rowCount } = await client.query(`SELECT FROM ${table} WHERE source <> 'demo' LIMIT 1`);
    if (rowCount) return table;
  }
  return null;
}

/** Statistics at once, not when the server gets round to it: the first look at the map is the one that counts. */
async function analyze(ownerUrl: string, log: Order['log']): Promise<void> {
  log('gathering statistics');
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'gezhi demo' });
  await client.connect();
  try {
    await client.query(`ANALYZE ${['governance.divisions', 'governance.building_people', ...layerTables].join(', ')}`);
  } finally {
    await client.end();
  }
}

/** Ways can be asked for at once; otherwise the first server to run would build them. */
async function buildRoadGraph(ownerUrl: string, log: Order['log']): Promise<void> {
  log('building the road graph');
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1, application_name: 'gezhi demo' });
  await rebuildGraph(pool).finally(() => pool.end());
}

/** Today in Shanghai. */
function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
}

async function inOneTransaction<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'gezhi demo' });
  await client.connect();
  try {
    await client.query('BEGIN');
    // A second process waits here and then finds the work done.
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    // Every row comes with its place.
    await client.query(`SET LOCAL gezhi.bulk = 'on'`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    // An open transaction ends with its connection, undone.
    await client.end();
  }
}
