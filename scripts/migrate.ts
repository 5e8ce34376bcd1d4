// `npm run migrate`: brings the database of DATABASE_URL, or the clone's own, to this version's state.
import { live } from './lifetime.ts';
import { migrateOrExplain, openDatabase, readSettings } from './prepare.ts';

await live(async ({ own }) => {
  readSettings();
  const { ownerUrl } = await openDatabase(own);
  await migrateOrExplain(ownerUrl, (line) => console.log(line));
  console.log('The database is up to date.');
});
