import type { Response } from 'express';
import { cookiePrefix, cookieRules } from '#server/access/cookies.ts';
import type { Config } from '#server/config.ts';
import { Problem, toProblem } from '#server/http/problem.ts';

/** What a form's page says after a refusal: the problem's type, how long to wait, and the name that was typed. */
export interface Said {
  type: string;
  seconds?: number | undefined;
  name?: string | undefined;
}

/**
 * Does what a form asks. A refusal leads back to the form, which finds what to say in a cookie that it takes away; faults
 * go on to the writer of problems.
 */
export async function orBack(
  config: Config,
  res: Response,
  { page, next, name }: { page: string; next: string | undefined; name?: string | undefined },
  work: () => Promise<string>
): Promise<void> {
  let to: string;
  try {
    to = await work();
  } catch (error) {
    const problem = toProblem(error);
    if (problem.status >= 500 || !(error instanceof Problem)) throw error;
    const said: Said = { type: problem.type, seconds: Number(problem.headers['Retry-After']) || undefined, name };
    res.cookie(`${cookiePrefix(config)}.said`, JSON.stringify(said), { ...cookieRules(config), maxAge: 60_000 });
    // Too late for the second step: back to the first.
    const back = problem.type === 'sign-in-began-too-long-ago' ? '/sign-in' : page;
    to = next ? `${back}?${new URLSearchParams({ next })}` : back;
  }
  res.redirect(303, to);
}
