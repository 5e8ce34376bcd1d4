// `npm run routing`: builds the road graph anew from all roads and says what it holds. Servers that run take it over.
import pg from 'pg';
import { rebuildGraph } from '#server/routing/rebuild.service.ts';
import { live } from './lifetime.ts';
import { migrateOrExplain, openDatabase, readSettings } from './prepare.ts';
import { OperatorError } from './provision/operator-error.ts';

await live(async ({ own }) => {
  readSettings();
  const { ownerUrl } = await openDatabase(own);
  await migrateOrExplain(ownerUrl, (line) => console.log(line));
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1, application_name: 'gezhi routing' });
  own(() => pool.end());
  const began = performance.now();
  const done = await rebuildGraph(pool, { whole: true });
  if (!done) throw new OperatorError('Another process is building the road graph at this moment; try again shortly.');
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const { version, changed, added, removed } = done;
  const [roads, came, went] = [changed, added, removed].map((n) => Number(n).toLocaleString('en'));
  console.log(`Road graph ${version}: ${roads} roads read, ${came} edges added, ${went} removed, in ${seconds} s.`);
});
