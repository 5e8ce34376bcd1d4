// `npm run restore -- <file> [--into URL]`: a backup into an empty database: that of URL, of DATABASE_URL, or the clone's own.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBackup } from './backup/archive.ts';
import { summaryOf } from './backup/manifest.ts';
import { putBack } from './backup/put-back.ts';
import { live } from './lifetime.ts';
import { claimSite, openDatabase, readSettings } from './prepare.ts';
import { clusterHome } from './provision/cluster-home.ts';
import { withoutPassword } from './provision/given-database.ts';
import { OperatorError } from './provision/operator-error.ts';
import { step } from './provision/steps.ts';

await live(async ({ own, signal }) => {
  const { file, into } = readCommand();
  if (into) process.env.DATABASE_URL = into;
  readSettings();
  // A site that runs would fill the empty database by itself.
  if (!into) await claimSite();
  const backup = await step('Checking', (note) => openBackup(file, note));
  own(() => backup.close());
  const database = await openDatabase(own);
  const remedy = database.isPrivate ? await putAside(file) : createAnother(file, database.ownerUrl);
  const running = step('Restoring', async (note) => {
    await putBack(backup, database.ownerUrl, { signal, note, remedy });
    return summaryOf(backup.manifest);
  });
  // Stopped in the middle, what was restored so far is removed before the database goes.
  own(() => running.then(noop, noop));
  await running;
  console.log(`\nRestored as it was at ${backup.manifest.madeAt}, and migrated to this version.`);
});

function noop(): void {}

function readCommand(): { file: string; into: string | undefined } {
  const usage = 'npm run restore -- <file> [--into postgresql://owner@host/database]';
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { into: { type: 'string' } } });
    // Without the dashes before it npm keeps `--into` for itself and leaves the address.
    const [file, address = values.into, ...more] = positionals;
    if (!file || more.length > 0) throw new Error('Name one file.');
    return { file: resolve(process.env.INIT_CWD ?? process.cwd(), file), into: address };
  } catch (error) {
    throw new OperatorError((error as Error).message, usage);
  }
}

/** The clone's own cluster holds nothing else: it is moved out of the way as a whole, once it has stopped. */
async function putAside(file: string): Promise<string[]> {
  const { data } = await clusterHome();
  return [`mv '${data}' '${data}-before-restore'`, `npm run restore -- '${file}'`];
}

function createAnother(file: string, url: string): string[] {
  const another = new URL(withoutPassword(url));
  another.pathname += '_restored';
  const name = another.pathname.slice(1);
  return [
    `psql '${withoutPassword(url)}' -c "CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"`,
    `npm run restore -- '${file}' --into '${another.href}'`
  ];
}
