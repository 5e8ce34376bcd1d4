import type { Pool } from 'pg';
import type { Sessions } from '#server/access/session.ts';
import { accountRoutes } from '#server/accounts/account.routes.ts';
import { signInLibrary } from '#server/accounts/auth.ts';
import { grantRoutes } from '#server/accounts/grant.routes.ts';
import { oidcRoutes } from '#server/accounts/oidc.routes.ts';
import { peopleRoutes } from '#server/accounts/people.routes.ts';
import { signInRoutes } from '#server/accounts/sign-in.routes.ts';
import { signIns } from '#server/accounts/sign-in.service.ts';
import type { Config } from '#server/config.ts';
import type { Route } from '#server/http/route.ts';

/** Everything of accounts: signing in and out, one's own account, other people's. */
export function accounts(config: Config, pool: Pool, who: Sessions): Route[] {
  const library = signInLibrary(config, pool);
  const parts = { config, pool, library, signIns: signIns(config, pool, library), who };
  return [
    ...signInRoutes(parts),
    ...oidcRoutes(parts),
    ...accountRoutes(parts),
    ...peopleRoutes(parts),
    ...grantRoutes(parts)
  ];
}
