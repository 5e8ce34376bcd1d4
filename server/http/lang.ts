import type { Request } from 'express';

/** zh unless the caller's Accept-Language prefers English. */
export function langOf(req: Request): 'zh' | 'en' {
  return req.acceptsLanguages('zh-CN', 'zh', 'en') === 'en' ? 'en' : 'zh';
}
