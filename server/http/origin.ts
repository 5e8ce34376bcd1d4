import type { Request } from 'express';
import type { Config } from '#server/config.ts';

/** Address of the site as its callers know it: the one that is set, else the one they asked at. */
export function originOf(config: Pick<Config, 'ORIGIN'>, req: Request): string {
  return config.ORIGIN ? new URL(config.ORIGIN).origin : `${req.protocol}://${req.get('Host')}`;
}
