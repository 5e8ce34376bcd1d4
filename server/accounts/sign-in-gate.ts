import type { RequestHandler } from 'express';
import { readDevice } from '#server/accounts/device.ts';
import { strangersLane } from '#server/accounts/lane.ts';
import type { Config } from '#server/config.ts';
import { log } from '#server/http/log.ts';

const PATHS = new Set(['/api/account/sign-in', '/api/account/sign-in/form']);
/** A refusal is held back this long, so that guessing over kept connections is slow; but not for more than so many. */
const HOLD_MS = 1_500;
const MOST_HELD = 500;
const TELL_MS = 10_000;

const BODY = JSON.stringify({
  type: '/problems/sign-in-busy',
  title: 'Too many requests',
  status: 429,
  detail: '登录人数过多，请稍后再试。 Too many people are signing in; try again in a moment.'
});

/**
 * Stands before everything else and turns a flood of sign-ins away unread: what Express, the log and a parsed body cost is
 * a hundred times what a refusal here does, and would be everybody's loss. Devices that somebody has signed in on pass.
 */
export function signInGate(config: Config): RequestHandler {
  const { running, waiting } = strangersLane();
  let inside = 0;
  let held = 0;
  let refused = 0;

  function tell(): void {
    if (refused++ > 0) return;
    setTimeout(() => {
      log.warn({ refused }, 'sign-ins were turned away unread');
      refused = 0;
    }, TELL_MS).unref();
  }

  return (req, res, next) => {
    if (req.method !== 'POST' || !PATHS.has(req.originalUrl)) return next();
    if (readDevice(config, req.headers.cookie ?? '')) return next();
    if (inside < running + waiting) {
      inside++;
      res.once('close', () => inside--);
      return next();
    }
    tell();
    const refuse = () => {
      if (res.destroyed) return;
      res.writeHead(429, {
        'Content-Type': 'application/problem+json; charset=utf-8',
        'Content-Length': Buffer.byteLength(BODY),
        'Retry-After': '5',
        'Cache-Control': 'no-store'
      });
      res.end(BODY);
    };
    if (held >= MOST_HELD) return refuse();
    held++;
    setTimeout(() => {
      held--;
      refuse();
    }, HOLD_MS).unref();
  };
}
