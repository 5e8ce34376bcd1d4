import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { ZodError } from 'zod';
import { log } from '#server/http/log.ts';
import { langOf } from '#server/http/lang.ts';

/** The same sentence in the two languages of the interface. */
export interface Detail {
  zh: string;
  en: string;
}

/**
 * An answer that is not a success, in the operator's words (RFC 9457). `type` is a stable slug that never changes with
 * language; `extra` is merged into the body, except `headers`, which become response headers.
 */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly detail: Detail;
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    type: string,
    detail: Detail,
    extra: Record<string, unknown> = {},
    headers: Record<string, string> = {}
  ) {
    super(detail.en);
    this.status = status;
    this.type = type;
    this.detail = detail;
    this.extra = extra;
    this.headers = headers;
  }
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  406: 'Not acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid input',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Unavailable',
  504: 'Timed out',
  507: 'Insufficient storage'
};

/** PostgreSQL's "canceling statement due to statement timeout". */
const TOOK_TOO_LONG = '57014';
/** Text that PostgreSQL cannot hold: a NUL, or half of a character. */
const UNWRITABLE = new Set<unknown>(['22021', '22P05']);

/** Whatever was thrown, as a Problem: zod's findings become 422, a database out of reach 503, the rest 500. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ZodError) {
    return new Problem(
      422,
      'invalid-input',
      { zh: '输入有误。', en: 'Some input is not valid.' },
      {
        errors: error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, message: issue.message }))
      }
    );
  }
  if (isDatabaseAway(error)) {
    return new Problem(
      503,
      'database-unavailable',
      { zh: '数据库暂时不可用，请稍后再试。', en: 'The database is out of reach for the moment; try again shortly.' },
      {},
      { 'Retry-After': '5' }
    );
  }
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  if (code === TOOK_TOO_LONG) {
    return new Problem(
      503,
      'took-too-long',
      { zh: '查询超时，请缩小范围或稍后再试。', en: 'This took too long; ask for less, or try again shortly.' },
      {},
      { 'Retry-After': '10' }
    );
  }
  if (status === 400 || UNWRITABLE.has(code))
    return new Problem(400, 'bad-request', { zh: '请求格式有误。', en: 'The request is malformed.' });
  if (status === 413) return new Problem(413, 'too-large', { zh: '请求内容过大。', en: 'The request is too large.' });
  if (status === 415) {
    return new Problem(415, 'unknown-encoding', {
      zh: '不支持请求内容的编码。',
      en: 'The encoding of the request body is not known here.'
    });
  }
  return new Problem(500, 'internal', { zh: '服务器出错，已记录。', en: 'Something failed here; it has been logged.' });
}

/** Connection lost or refused, server starting or stopping, pool without a free connection in time. */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code ?? '';
  return (
    /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|57P0[1-3]|08\w{3}|53300)$/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout/.test(
      error.message
    )
  );
}

/** The one writer of error replies. */
export const writeProblem: ErrorRequestHandler = (error, req, res, next) => {
  const problem = toProblem(error);
  if (problem.status >= 500) log.error({ err: error, requestId: req.id, status: problem.status });
  if (res.headersSent) {
    next(error);
    return;
  }
  res
    .status(problem.status)
    .set({ 'Cache-Control': 'no-store', ...problem.headers })
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `/problems/${problem.type}`,
        title: titles[problem.status] ?? 'Error',
        status: problem.status,
        detail: problem.detail[langOf(req)],
        instance: req.originalUrl.slice(0, 300),
        requestId: req.id,
        ...problem.extra
      })
    );
};

/** Ends a mount point: whatever nobody answered there does not exist. */
export const notFound: RequestHandler = (req: Request) => {
  throw new Problem(404, 'not-found', {
    zh: '没有这个地址。',
    en: `There is nothing at ${req.baseUrl}${req.path}.`.slice(0, 300)
  });
};
