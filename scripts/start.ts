// The whole way from a clone to a map in the browser. Reached through start.mjs, which brings packages and Node 24.
import { ConfigError } from '#server/config.ts';
import { live } from './lifetime.ts';
import { claimSite, demoByDefault, fillDatabase, openDatabase, readSettings, withDatabase } from './prepare.ts';
import { ownAuthSecret } from './provision/auth-secret.ts';
import { OperatorError } from './provision/operator-error.ts';
import { portComplaint, refuseTakenPort } from './provision/port.ts';
import { step } from './provision/steps.ts';
import { buildWeb } from './provision/web.ts';

await live(
  async ({ own, signal }) => {
    const began = performance.now();
    const settings = readSettings(demoByDefault);
    await claimSite();
    await refuseTakenPort(settings.HOST, settings.PORT);

    const database = await openDatabase(own);
    signal.throwIfAborted();
    await fillDatabase(database.ownerUrl, settings.DEMO === 'on');
    await step('Web pages', () => buildWeb(signal));

    const config = { ...withDatabase(settings, database), AUTH_SECRET: settings.AUTH_SECRET ?? ownAuthSecret() };
    const { startServer } = await import('#server/main.ts');
    const server = await startServer(config).catch((error: NodeJS.ErrnoException) => {
      if (error instanceof ConfigError) throw new OperatorError(error.message);
      throw portComplaint(error, settings.HOST, settings.PORT);
    });
    own(() => server.close());
    console.log(welcome(server.url, settings.DEMO === 'on', performance.now() - began));
  },
  { keepRunning: true }
);

function welcome(url: string, demo: boolean, tookMs: number): string {
  const address = url.replace(/\/$/, '');
  const lines = ['', `Gezhi is ready after ${(tookMs / 1000).toFixed(1)} s. Ctrl-C stops it.`, ''];
  lines.push(`  ${address}/         the public map`, `  ${address}/command  the command map`);
  if (demo)
    lines.push(
      '',
      '  Demo mode: generated data are labelled so, and the command map offers a switch of role. DEMO=off ends both.'
    );
  return `${lines.join('\n')}\n`;
}
