// `npm run backup [file]`: the whole site in one file, from the database of DATABASE_URL or the clone's own.
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { backUp } from './backup/take.ts';
import { summaryOf } from './backup/manifest.ts';
import { live } from './lifetime.ts';
import { openDatabase, readSettings } from './prepare.ts';
import { tryLock } from './provision/lock.ts';
import { OperatorError } from './provision/operator-error.ts';
import { root } from './provision/root.ts';
import { step } from './provision/steps.ts';

await live(async ({ own, signal }) => {
  const file = wantedFile(process.argv.slice(2));
  readSettings();
  const lock = await tryLock('backup');
  if ('heldBy' in lock) throw new OperatorError(`A backup is being made already (${lock.heldBy}).`);
  const { ownerUrl } = await openDatabase(own);
  const running = step('Backup', async (note) => summaryOf(await backUp(ownerUrl, file, { signal, note })));
  // Stopped in the middle, the unfinished file is removed before the database goes.
  own(() => running.then(noop, noop));
  await running;
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  console.log(`\n  ${file} (${megabytes} MB)\n\nIt holds what the database holds: keep it where only you can read it.`);
});

function noop(): void {}

/** The path that was typed, seen from where it was typed; else one named after the moment. */
function wantedFile([given, ...more]: string[]): string {
  if (more.length > 0 || given?.startsWith('-'))
    throw new OperatorError('Name at most one file:', 'npm run backup [file]');
  if (given) return resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const folder = join(root, '.data', 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `gezhi-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.tar`);
}
