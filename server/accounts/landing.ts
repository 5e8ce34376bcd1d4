import { administrators } from '#geodata/access/acting.ts';
import { ownPath } from '#geodata/access/own-path.ts';
import type { Role } from '#geodata/access/roles.ts';

/** Where a sign-in leads: first to what the account has to do, then to where it was going, else to its work. */
export function landing(after: { waits: string | null; role: Role | null }, wanted: unknown): string {
  const next = ownPath(wanted);
  if (after.waits) return next ? `/account?${new URLSearchParams({ next })}` : '/account';
  if (next) return next;
  if (!after.role) return '/account';
  return administrators.includes(after.role) ? '/admin' : '/command';
}
