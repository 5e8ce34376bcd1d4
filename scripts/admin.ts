// `npm run admin -- create | reopen <sign-in name> | disable-demo`: accounts, for whoever runs the machine.
import pg from 'pg';
import { roleTitles } from '#geodata/access/roles.ts';
import { createAdministrators, disableDemo, reopen, type Opened } from '#server/accounts/operator.service.ts';
import { Problem } from '#server/http/problem.ts';
import { live } from './lifetime.ts';
import { migrateOrExplain, openDatabase, readSettings } from './prepare.ts';
import { OperatorError } from './provision/operator-error.ts';

const usage = [
  'npm run admin -- create               a system, a security and an audit administrator, where there is none',
  'npm run admin -- reopen <name>        a one-time password for an account nobody can let in any more',
  'npm run admin -- disable-demo         the accounts of the demo'
];

await live(async ({ own }) => {
  const [command, name, ...more] = process.argv.slice(2);
  const isSound = more.length === 0 && (command === 'reopen' ? name !== undefined : name === undefined);
  if (!isSound || !['create', 'reopen', 'disable-demo'].includes(command ?? '')) {
    throw new OperatorError('Say what to do:', ...usage);
  }
  readSettings();
  const { ownerUrl } = await openDatabase(own);
  await migrateOrExplain(ownerUrl, () => {});
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  own(() => pool.end());
  try {
    if (command === 'create') told(await createAdministrators(pool), 'Each kind of administrator is there already.');
    else if (command === 'reopen') {
      const opened = await reopen(pool, name!);
      if (!opened) throw new OperatorError(`There is no account named ${name}.`);
      told([opened], '');
    } else console.log(`${await disableDemo(pool)} accounts of the demo are disabled.`);
  } catch (error) {
    throw error instanceof Problem ? new OperatorError(error.message) : error;
  }
});

function told(opened: Opened[], otherwise: string): void {
  if (opened.length === 0) return console.log(otherwise);
  for (const { username, role, oneTimePassword } of opened) {
    console.log(`  ${username.padEnd(16)} ${oneTimePassword}${role ? `   ${roleTitles[role].en}` : ''}`);
  }
  console.log(
    '\nThese passwords are shown this once. Each is to be changed at the first sign-in, where administrators'
  );
  console.log('also enrol an app for one-time codes.');
}
