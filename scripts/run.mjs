// `node scripts/run.mjs <name> …`: runs scripts/<name>.ts with its packages installed and on Node 24.
import { handOver } from './provision/hand-over.mjs';

const [script, ...args] = process.argv.slice(2);
handOver(script, args);
