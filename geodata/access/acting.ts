import { scopePrefix } from '#geodata/codes/division_code.ts';
import { roles, type Role } from '#geodata/access/roles.ts';

/** A role at a place: a 12-digit division code, or `*` for the whole site. */
export interface Granted {
  role: Role;
  code: string;
}

/** What somebody reaches: one role, and code prefixes without zero padding (`*` the whole site), canonical. */
export interface Reach {
  role: Role;
  scope: readonly string[];
}

/** The three who run the site, kept apart from its work and from each other. */
export const administrators: readonly Role[] = ['system_admin', 'security_admin', 'audit_admin'];

/**
 * What an account reaches while it acts in one of its roles: that role at that role's places only. The places of another
 * role are never added, or a commander of one district would command wherever they are a planner.
 * @param acting the role taken up; one that is not granted (any more) reaches what residents do
 * @param narrowedTo one code inside the role's places; one that is not inside (any more) narrows nothing
 */
export function reachOf(granted: readonly Granted[], acting: Role | null, narrowedTo: string | null): Reach {
  const own = granted.filter(({ role }) => role === acting);
  if (!acting || own.length === 0) return { role: 'resident', scope: [] };
  const scope = canonicalScope(own.map(({ code }) => prefixOf(code)));
  return { role: acting, scope: narrowedTo && isInside(narrowedTo, scope) ? [prefixOf(narrowedTo)] : scope };
}

/** Whether a division, or `*`, lies in a scope. */
export function isInside(code: string, scope: readonly string[]): boolean {
  if (scope.includes('*')) return true;
  return code !== '*' && scope.some((own) => prefixOf(code).startsWith(own));
}

/** The role an account takes up when it signs in: the last one where it still has it, else the widest. */
export function firstRole(granted: readonly Granted[], last: string | null): Role | null {
  const own = roles.filter((role) => granted.some((grant) => grant.role === role));
  return own.find((role) => role === last) ?? own.at(-1) ?? null;
}

/** Sorted, and without codes that lie inside another, so that equal scopes are equal keys. */
export function canonicalScope(scope: readonly string[]): string[] {
  if (scope.includes('*')) return ['*'];
  const sorted = [...new Set(scope)].sort();
  return sorted.filter((code) => !sorted.some((other) => other !== code && code.startsWith(other)));
}

function prefixOf(code: string): string {
  return code === '*' ? code : scopePrefix(code);
}
