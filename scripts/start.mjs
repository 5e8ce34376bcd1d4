// `npm start`: the map in the browser, from a fresh clone. The work is in start.ts.
import { handOver } from './provision/hand-over.mjs';

handOver('start', process.argv.slice(2));
