// `npm run bench [-- prefix …]`: measures the bars of the issues; results in .data/bench.json.
import { runNode } from './test/tools.ts';

process.exitCode = await runNode('tests/bench/run.ts', process.argv.slice(2));
