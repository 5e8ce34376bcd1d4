import { canonicalScope } from '#geodata/access/acting.ts';
import { DemoSession } from '#geodata/schemas/session.ts';
import type { Actor } from '#server/access/actor.ts';

const COOKIE = 'gezhi_demo_role';
const IN_HEADER = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]*)`);

/** The role a visitor of a demo switched to. It is nobody's account. */
export function readDemoRole(header: string): Actor | undefined {
  const value = IN_HEADER.exec(header)?.[1];
  if (!value) return undefined;
  const [role, scope] = decodeURIComponentSafely(value).split(':');
  const parsed = DemoSession.safeParse({ role, scope: scope ? scope.split('.') : [] });
  if (!parsed.success) return undefined;
  return { role: parsed.data.role, scope: canonicalScope(parsed.data.scope), account: null, sessionId: null };
}

/** The value of the demo role cookie for a role; scope is made canonical. */
export function demoCookie(session: DemoSession): { name: string; value: string } {
  return { name: COOKIE, value: `${session.role}:${canonicalScope(session.scope).join('.')}` };
}

export const demoCookieName = COOKIE;

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
