import { z } from 'zod';
import { roles } from '#geodata/access/roles.ts';

/** A sign-in name as it is kept: one form of each letter, small letters; letters of any script, digits and . _ - */
export const SignInName = z
  .string()
  .max(100)
  .transform((name) => name.normalize('NFKC').trim().toLowerCase())
  .pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{1,39}$/u, '2–40 letters, digits, . _ -'));

/** What somebody types to sign in; a name that cannot exist is refused like a wrong one, not like bad input. */
export const SignIn = z.object({ name: z.string().max(200), password: z.string().max(200) });

/** The six digits of an app, or one of the recovery codes. */
export const Code = z.object({
  code: z
    .string()
    .max(40)
    .transform((code) => code.replaceAll(/[\s]/g, ''))
});

/** Of passwords people choose themselves; length is what counts (NIST SP 800-63B). */
const NewPassword = z.string().min(12, 'at least 12 characters').max(200);
export const PasswordChange = z.object({ current: z.string().max(200), next: NewPassword });

export const Password = z.object({ password: z.string().max(200) });

const place = z.string().regex(/^(\*|\d{12})$/, 'a 12-digit division code or *');

/** The role to act in, and perhaps one code inside its places to narrow it to. */
export const Acting = z.object({ role: z.enum(roles), code: place.nullable().default(null) });

/** An account as an administrator makes it. */
export const NewAccount = z.object({
  username: SignInName,
  name: z.string().trim().min(1).max(60),
  organisationId: z.int().positive().nullable().default(null)
});

export const AccountId = z.uuid();

/** A role at a place, for a time. */
export const NewGrant = z.object({
  accountId: AccountId,
  role: z.enum(roles).exclude(['resident']),
  code: place,
  validUntil: z.iso.datetime({ offset: true }).nullable().default(null)
});
