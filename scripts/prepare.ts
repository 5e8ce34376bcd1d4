import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig, type Config } from '#server/config.ts';
import { migrate, MigrationError } from '#server/db/migrate.ts';
import { TileFunctionError } from '#server/db/tile-functions.ts';
import type { Lifetime } from './lifetime.ts';
import { provisionDatabase, type Database } from './provision/database.ts';
import { tryLock } from './provision/lock.ts';
import { OperatorError } from './provision/operator-error.ts';
import { root } from './provision/root.ts';
import { step } from './provision/steps.ts';

type Given = Record<string, string | undefined>;

/**
 * Someone who tries it out wants to see a city. But a demo lets every visitor take any role, so a site with a database
 * of its own, or one that others can reach, gets it only by saying DEMO=on.
 */
export function demoByDefault({ DATABASE_URL, HOST }: Given): Given {
  const reachable = HOST !== undefined && !['127.0.0.1', '::1', 'localhost'].includes(HOST);
  return { DEMO: DATABASE_URL === undefined && !reachable ? 'on' : 'off' };
}

/** Reads `.env` (the environment wins) and checks every setting, before anything is started. */
export function readSettings(defaults: (given: Given) => Given = () => ({})): Config {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  try {
    // The address of the clone's own database is known only once it runs.
    return readConfig({ DATABASE_URL: 'postgresql://', ...defaults(given), ...given });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new OperatorError(`Correct these settings in .env or in the environment:\n${error.message}`);
  }
}

/** The settings with the addresses of the database that was found. */
export function withDatabase(config: Config, database: Database): Config {
  return {
    ...config,
    DATABASE_URL: database.ownerUrl,
    SERVER_DATABASE_URL: database.serverUrl,
    TILE_DATABASE_URL: database.tileUrl
  };
}

/** Makes this the one process that serves from this clone. */
export async function claimSite(): Promise<void> {
  const lock = await tryLock('site');
  if (!('heldBy' in lock)) return;
  throw new OperatorError(
    `Gezhi already runs from this folder (${lock.heldBy}); stop that one first, with Ctrl-C where it runs.`
  );
}

/** Finds or starts the database; it is stopped with the process, also when that ends before it is up. */
export async function openDatabase(own: Lifetime['own']): Promise<Database> {
  const opening = step('Database', (note) => provisionDatabase(process.env, note));
  own(async () => (await opening.catch(() => undefined))?.stop());
  const database = await opening;
  if (database.remark) console.log(`            ${database.remark}`);
  return database;
}

/** Migrates the database and sees to the divisions and, in demo mode, the demo city. */
export async function fillDatabase(ownerUrl: string, demo: boolean): Promise<void> {
  await step('Migrations', async (note) => {
    let applied = 0;
    await migrateOrExplain(ownerUrl, (line) => note(`${line} (${++applied})`));
    return applied === 0 ? 'up to date' : `${applied} applied`;
  });
  const { ensureDemo, ensureDivisions } = await import('./demo.ts');
  if (demo) await step('Demo city', (note) => ensureDemo({ ownerUrl, log: note }));
  else await step('Divisions', (note) => ensureDivisions({ ownerUrl, log: note }));
}

/** Migrates; what is wrong with a migration is said without a stack. */
export async function migrateOrExplain(ownerUrl: string, log: (line: string) => void): Promise<void> {
  try {
    await migrate(ownerUrl, log);
  } catch (error) {
    if (error instanceof MigrationError || error instanceof TileFunctionError) throw new OperatorError(error.message);
    throw error;
  }
}
