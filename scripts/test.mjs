// `npm test`: everything that can be checked. The work is in test.ts.
import { handOver } from './provision/hand-over.mjs';

handOver('test', process.argv.slice(2));
