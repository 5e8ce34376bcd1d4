// The server in a process of its own that has forecasts fitted when its parent says so, as its job would.
import { readConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { runForecasts } from '#server/risk/forecast-job.ts';

const config = readConfig(process.env);
const server = await startServer(config, { web: false });
let fitting: AbortController | undefined;
let ended: Promise<unknown> = Promise.resolve();

process.on('message', (order: 'fit' | 'stop') => {
  if (order === 'fit') {
    fitting = new AbortController();
    // It is ended before it is done, each time.
    ended = runForecasts({ config }, fitting.signal).catch(() => {});
  } else {
    fitting?.abort();
    void ended.then(() => process.send!('stopped'));
  }
});
process.on('disconnect', () => void server.close().then(() => process.exit(0)));
process.send!({ port: server.port });
