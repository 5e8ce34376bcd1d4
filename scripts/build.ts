// `npm run build`: the web pages into build/.
import { live } from './lifetime.ts';
import { step } from './provision/steps.ts';
import { buildWeb } from './provision/web.ts';

await live(async ({ signal }) => {
  await step('Web pages', () => buildWeb(signal));
});
