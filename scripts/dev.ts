// `npm run dev`: pages by Vite, with changes shown at once; the API restarted when its files change.
import { spawn, type ChildProcess } from 'node:child_process';
import { live, type Lifetime } from './lifetime.ts';
import { claimSite, fillDatabase, openDatabase, readSettings } from './prepare.ts';
import { refuseTakenPort } from './provision/port.ts';
import { root } from './provision/root.ts';

await live(
  async ({ own, signal }) => {
    const settings = readSettings(() => ({ DEMO: 'on', NODE_ENV: 'development' }));
    await claimSite();
    const apiPort = settings.PORT + 1;
    for (const port of [settings.PORT, apiPort]) await refuseTakenPort(settings.HOST, port);
    const database = await openDatabase(own);
    signal.throwIfAborted();
    await fillDatabase(database.ownerUrl, settings.DEMO === 'on');

    const env: Record<string, string | undefined> = {
      ...{ NODE_ENV: settings.NODE_ENV, DEMO: settings.DEMO, HOST: '127.0.0.1', PORT: String(apiPort) },
      DATABASE_URL: database.ownerUrl,
      SERVER_DATABASE_URL: database.serverUrl,
      TILE_DATABASE_URL: database.tileUrl,
      GEZHI_LOOPBACK: `http://127.0.0.1:${apiPort}`
    };
    keep(own, ['--watch', '--watch-preserve-output', 'scripts/dev/api.ts'], env);
    const vite = ['node_modules/vite/bin/vite.js', 'dev', '--config', '.config/vite.config.ts', '--strictPort'];
    keep(own, [...vite, '--host', settings.HOST, '--port', String(settings.PORT)], env);
  },
  { keepRunning: true }
);

/** Runs Node beside this process and ends it with it. */
function keep(own: Lifetime['own'], args: string[], env: Record<string, string | undefined>): void {
  // Its own process group, so that Ctrl-C ends things in our order.
  const options = { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit', detached: true } as const;
  const child = spawn(process.execPath, args, options);
  own(() => ended(child));
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}
