import type { GenericOAuthConfig } from 'better-auth/plugins/generic-oauth';
import type { Pool } from 'pg';
import { SignInName } from '#geodata/schemas/account.ts';
import { ensureAccount } from '#server/accounts/account.queries.ts';
import type { Config } from '#server/config.ts';

/** The provider of OpenID Connect that the settings name; none when they name none. */
export function oidcProvider(config: Config, pool: Pool): GenericOAuthConfig[] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = config;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return [];
  return [
    {
      providerId: 'oidc',
      discoveryUrl: `${OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      scopes: config.OIDC_SCOPE.split(/\s+/),
      pkce: true,
      requireIdTokenVerification: true,
      disableSignUp: true,
      mapProfileToUser: (profile) => accountOf(profile, config, pool)
    }
  ];
}

/**
 * The account a provider's word is about. The library looks accounts up by address, and an address here is made of the
 * sign-in name; a claim that is missing or is no name leads to none. A first sign-in ties the provider's subject to
 * the account, and from then on the subject decides.
 */
async function accountOf(profile: Record<string, unknown>, config: Config, pool: Pool) {
  const username = SignInName.safeParse(profile[config.OIDC_CLAIM]).data;
  if (!username) return { email: 'nobody@accounts.invalid', emailVerified: false };
  const name = typeof profile.name === 'string' && profile.name ? profile.name : username;
  if (config.OIDC_CREATE_ACCOUNTS === 'on') await ensureAccount(pool, { username, name });
  return { email: `${username}@accounts.invalid`, emailVerified: true, name };
}
