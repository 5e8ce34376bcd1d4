// `npm run build`: the web pages into build/.
import { live } from './lifetime.ts';
import { step } from './provision/steps.ts';
import { buildWeb } from './provision/web.ts';

await live(({ signal }) => step('Web pages', async (note) => note((await buildWeb(signal)) ? 'built' : 'up to date')));
