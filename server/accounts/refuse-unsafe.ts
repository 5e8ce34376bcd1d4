import type { Pool } from 'pg';
import { countEnabledDemoAccounts } from '#server/accounts/account.queries.ts';
import { ConfigError, type Config } from '#server/config.ts';

/** Words of examples and of people who were in a hurry. */
const GUESSABLE = /secret|change.?me|example|password|put-the-output|gezhi|12345/i;

/**
 * A real site does not start with what everybody could guess: no secret or that of an example, accounts of a demo.
 * @throws ConfigError that names what to do
 */
export async function refuseUnsafe(config: Config, pool: Pool): Promise<void> {
  if (config.NODE_ENV !== 'production' || config.DEMO === 'on') return;
  if (!config.AUTH_SECRET) {
    throw new ConfigError('AUTH_SECRET is not set. Set it to the output of: openssl rand -base64 32');
  }
  if (GUESSABLE.test(config.AUTH_SECRET) || new Set(config.AUTH_SECRET).size < 12) {
    throw new ConfigError('AUTH_SECRET could be guessed. Set it to the output of: openssl rand -base64 32');
  }
  const demoAccounts = await countEnabledDemoAccounts(pool);
  if (demoAccounts > 0) {
    throw new ConfigError(
      `${demoAccounts} accounts of the demo can be signed in to. Make administrators of your own and disable them:\nnpm run admin -- create && npm run admin -- disable-demo`
    );
  }
}
