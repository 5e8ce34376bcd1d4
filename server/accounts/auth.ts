import { betterAuth } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { username } from 'better-auth/plugins/username';
import { PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import { SignInName } from '#geodata/schemas/account.ts';
import { cookiePrefix, cookieRules, secretOf } from '#server/access/cookies.ts';
import { hashPassword, verifyPassword } from '#server/accounts/password.ts';
import { oidcProvider } from '#server/accounts/oidc.ts';
import type { Config } from '#server/config.ts';
import { log } from '#server/http/log.ts';

/** Where the library believes itself mounted; of its own routes only the callback of OpenID Connect is reachable. */
const BASE_PATH = '/api/account';
/** How long somebody may take between the password and the second factor. */
const SECOND_STEP_S = 300;

const stamps = { createdAt: 'created_at', updatedAt: 'updated_at' };

/**
 * The library that decides who somebody is: names and passwords, second factors, OpenID Connect. It begins sessions; what
 * a session may do is decided in server/access, which reads them itself at every request. Its router is not mounted: our
 * routes call its functions. Its tables are those of migration 0070 under the names given here.
 */
export function signInLibrary(config: Config, pool: Pool) {
  const prefix = cookiePrefix(config);
  return betterAuth({
    appName: '格治 Gezhi',
    baseURL: config.ORIGIN ?? 'http://localhost',
    basePath: BASE_PATH,
    secret: secretOf(config),
    database: { dialect: new PostgresDialect({ pool }), type: 'postgres', schemaName: 'access', transaction: true },
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level]({ from: 'sign-in' }, message) },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: 200,
      password: { hash: (password) => hashPassword(password), verify: verifyPassword }
    },
    user: { modelName: 'accounts', fields: { emailVerified: 'email_verified', ...stamps } },
    account: {
      modelName: 'credentials',
      fields: {
        userId: 'account_id',
        providerId: 'provider',
        accountId: 'subject',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...stamps
      },
      updateAccountOnSignIn: false,
      accountLinking: { enabled: true, trustedProviders: ['oidc'] }
    },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'account_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...stamps
      },
      expiresIn: config.SESSION_HOURS * 3600,
      disableSessionRefresh: true
    },
    verification: { modelName: 'verifications', fields: { expiresAt: 'expires_at', ...stamps } },
    databaseHooks: {
      // Tokens of a provider are used for this one sign-in and not kept.
      account: { create: { before: async (account) => ({ data: { ...account, ...noTokens } }) } }
    },
    advanced: {
      cookiePrefix: prefix,
      // The prefix says it already; the library's own would be put before it.
      useSecureCookies: false,
      defaultCookieAttributes: cookieRules(config),
      cookies: { session_token: { name: `${prefix}.session` } },
      database: { generateId: 'uuid' },
      ipAddress: { ipAddressHeaders: ['x-caller'] }
    },
    plugins: [
      username({
        displayUsername: false,
        usernameNormalization: (name) => SignInName.safeParse(name).data ?? '',
        usernameValidator: (name) => SignInName.safeParse(name).success,
        minUsernameLength: 2,
        maxUsernameLength: 40
      }),
      twoFactor({
        allowPasswordless: true,
        twoFactorCookieMaxAge: SECOND_STEP_S,
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'two_factors',
            fields: {
              userId: 'account_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until'
            }
          }
        }
      }),
      genericOAuth({ config: oidcProvider(config, pool) })
    ]
  });
}

export type SignInLibrary = ReturnType<typeof signInLibrary>;

const noTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
  scope: null
};
