import type { Permission, Role } from '#geodata/access/roles.ts';
import { ApiProblem } from '$lib/api.ts';

export interface Place {
  code: string;
  /** Name of the division; null for the whole site. */
  place: string | null;
}

export interface Overview {
  account: { id: string; username: string; name: string; organisation: string | null; hasPassword: boolean };
  waitsFor: 'password' | 'second_factor' | null;
  secondFactor: { enrolled: boolean; given: boolean; required: boolean };
  acting: { role: Role; scope: string[]; code: string | null };
  roles: { role: Role; places: Place[]; permissions: Permission[] }[];
  expiresAt: string;
}

export interface Session {
  id: string;
  own: boolean;
  address: string | null;
  userAgent: string | null;
  createdAt: string;
  lastSeenAt: string;
}

export interface Ways {
  provider: string | null;
  demoAccounts: { username: string; name: string; granted: (Place & { role: Role })[] }[];
}

export interface Enrolment {
  uri: string;
  recoveryCodes: string[];
}

type Fetch = typeof globalThis.fetch;

/** A problem with its stable name, for pages that say it in their own words. */
export class AccountProblem extends ApiProblem {
  readonly type: string;
  readonly seconds: number | undefined;
  constructor(status: number, problem: { type?: string; detail?: string; retryAfterSeconds?: number }) {
    super(status, problem.detail ?? '');
    this.type = (problem.type ?? '').replace('/problems/', '');
    this.seconds = problem.retryAfterSeconds;
  }
}

/** One's own account and signing in. */
export function accountApi(fetch: Fetch) {
  async function ask(method: string, path: string, body?: unknown): Promise<Response> {
    const json =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(path, { method, ...json }).catch(() => {
      throw new AccountProblem(0, {});
    });
    if (response.ok) return response;
    throw new AccountProblem(response.status, (await response.json().catch(() => ({}))) as { type?: string });
  }
  const read = async <T>(path: string) => (await ask('GET', path)).json() as Promise<T>;
  return {
    ways: () => read<Ways>('/api/account/sign-in'),
    overview: () => read<Overview>('/api/account'),
    sessions: async () => (await read<{ sessions: Session[] }>('/api/account/sessions')).sessions,
    signIn: async (name: string, password: string) =>
      (await ask('POST', '/api/account/sign-in', { name, password })).json() as Promise<{ signedIn: boolean }>,
    giveCode: (code: string) => ask('POST', '/api/account/sign-in/code', { code }),
    act: (role: Role, code: string | null = null) => ask('PUT', '/api/account/acting', { role, code }),
    changePassword: (current: string, next: string) => ask('PUT', '/api/account/password', { current, next }),
    enrol: async (password: string) =>
      (await ask('POST', '/api/account/second-factor', { password })).json() as Promise<Enrolment>,
    confirm: (code: string) => ask('PUT', '/api/account/second-factor', { code }),
    removeSecondFactor: (code: string) => ask('DELETE', '/api/account/second-factor', { code }),
    endSession: (id: string) => ask('DELETE', `/api/account/sessions/${id}`),
    endOtherSessions: () => ask('DELETE', '/api/account/sessions')
  };
}
