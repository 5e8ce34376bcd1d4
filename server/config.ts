import { isIP } from 'node:net';
import { z } from 'zod';
import { winterSeason } from '#geodata/routing/season.ts';

const namedNetworks = ['loopback', 'linklocal', 'uniquelocal'];

function isProxyList(text: string): boolean {
  return text.split(',').every((entry) => {
    const [address = '', bits, ...more] = entry.trim().split('/');
    if (namedNetworks.includes(entry.trim())) return true;
    return isIP(address) !== 0 && more.length === 0 && (bits === undefined || /^\d{1,3}$/.test(bits));
  });
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** What the process may be told, and what it does when it is told nothing. Mirrored by `.env.example`. */
const Settings = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Owner of the schema: migrates, loads the demo, imports. */
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'a postgresql:// URL'),
  /** Login of the serving role; without it the server connects as the owner and drops to `gezhi_server`. */
  SERVER_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  /** Login of the tile role; without it the tile pool connects as the owner and drops to `tile_reader`. */
  TILE_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  /** `on`: demo city, demo roles, visible label. `off`: a real site. */
  DEMO: z.enum(['on', 'off']).default('off'),
  /** Where the audit chain's ends are noted, signed, outside the database; best on another disk. */
  AUDIT_DIR: z.string().min(1).default('.data/audit'),
  /** Also told to a syslog server, which the database's administrators do not run. */
  AUDIT_SYSLOG: z.url({ protocol: /^udp$/, error: 'an address such as udp://log.example.org:514' }).optional(),
  /** Hash of the audit chain: sha256, or sm3 (GB/T 32905). */
  AUDIT_HASH: z.enum(['sha256', 'sm3']).default('sha256'),
  /**
   * Signs session cookies and encrypts second factors; the same for every server of a site. `npm start` makes one where
   * there is none; without one sessions end with the process.
   */
  AUTH_SECRET: z.string().min(32, 'at least 32 characters').optional(),
  /** Sessions end after this many minutes unused, and after this many hours in any case. */
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(1440).default(60),
  SESSION_HOURS: z.coerce.number().int().min(1).max(168).default(12),
  /** Sign-in through a provider of OpenID Connect, beside names and passwords. Needs ORIGIN. */
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** The claim that holds the sign-in name of the account. */
  OIDC_CLAIM: z.string().min(1).default('preferred_username'),
  OIDC_SCOPE: z.string().min(1).default('openid profile'),
  /** What the button says. */
  OIDC_NAME: z.string().min(1).max(40).default('OpenID Connect'),
  /** `on`: whoever the provider knows gets an account, without any grant. `off`: only accounts that exist. */
  OIDC_CREATE_ACCOUNTS: z.enum(['on', 'off']).default('off'),
  /** Map review number 审图号 shown on public maps; without it the public map is served in demo or development only. */
  PUBLIC_MAP_APPROVAL_NO: z
    .string()
    .regex(/^[\p{Script=Han}A-Z]{1,8}[[〔(（]\d{4}[\]〕)）]第?\d+号$/u, 'a map review number such as GS(2026)1234号')
    .optional(),
  /** `auto` uses Martin while it answers and PostGIS otherwise. */
  TILE_SOURCE: z.enum(['auto', 'postgis', 'martin']).default('auto'),
  MARTIN_URL: z.url({ protocol: /^http$/, error: 'an http:// address' }).optional(),
  /** A JSON file of basemaps and imagery (docs/basemaps.md); without it the map is drawn of its own layers alone. */
  BASEMAPS: z.string().min(1).optional(),
  TILE_CACHE_MB: z.coerce.number().min(1).max(65536).default(256),
  POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  /** Largest file that is imported, packed or unpacked, in megabytes. */
  IMPORT_MAX_MB: z.coerce.number().int().min(1).max(1_000_000).default(4096),
  /** Where the import wizard keeps what was uploaded; from the top of the clone unless absolute. */
  IMPORT_FOLDER: z.string().min(1).default('.data/imports'),
  /** Days begin at midnight here. */
  TIME_ZONE: z.string().refine(isTimeZone, 'a time zone such as Asia/Shanghai').default('Asia/Shanghai'),
  /** Days between which roads count as wintry, `11-15/03-15`; `off`: never. */
  ROUTING_WINTER: z
    .string()
    .default('11-15/03-15')
    .transform((text, ctx) => {
      const season = winterSeason(text);
      if (season === undefined) ctx.addIssue('a season such as 11-15/03-15, or off');
      return season ?? null;
    }),
  /** `on`: forecasts are made every evening, the first ones when the server starts. */
  FORECASTS: z.enum(['on', 'off']).default('on'),
  /** Share of the reports of patrols that forecasts learn from: they find what they look for. */
  FORECAST_PATROL_SHARE: z.coerce.number().min(0).max(1).default(0),
  /** Counts of kinds that tell about persons are told in multiples of this, and not below it. */
  SENSITIVE_MIN_COUNT: z.coerce.number().int().min(2).max(1000).default(5),
  /** Public address of the site, used where absolute URLs are needed. */
  ORIGIN: z.url().optional(),
  /** Proxies whose X-Forwarded-* are believed, as Express's "trust proxy" takes them. */
  TRUST_PROXY: z
    .string()
    .refine(isProxyList, 'loopback, linklocal, uniquelocal, addresses or networks, separated by commas')
    .default('loopback'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info')
});

const Env = Settings.superRefine((given, ctx) => {
  if (!given.OIDC_ISSUER) return;
  for (const needed of ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'ORIGIN'] as const) {
    if (!given[needed]) ctx.addIssue({ code: 'custom', path: [needed], message: 'OIDC_ISSUER needs it' });
  }
});

export type Config = z.infer<typeof Env>;

export class ConfigError extends Error {}

/**
 * Reads the environment once. Empty strings count as unset.
 * @throws ConfigError with one line per broken value, naming it.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues
      .map((issue) => {
        const name = issue.path.join('.');
        const value = given[name];
        return value === undefined
          ? `${name} is not set: ${issue.message}`
          : `${name}=${isSecret(name) ? '…' : withoutPassword(value)} is not accepted: ${issue.message}`;
      })
      .join('\n')
  );
}

function isSecret(name: string): boolean {
  return name.endsWith('_SECRET');
}

/** Settings are read aloud in error messages; passwords in addresses are not. */
function withoutPassword(value: string): string {
  return value.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:…@');
}

/** Names of every setting, for the test that compares them with `.env.example`. */
export const settingNames = Object.keys(Settings.shape);
