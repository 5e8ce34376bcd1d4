import express, { type Request, type Response } from 'express';

const read = express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 10 });

/** The fields of a posted form, for the few routes that take what a browser sends by itself, without script. */
export function readForm(req: Request, res: Response): Promise<Record<string, string>> {
  return new Promise((done, fail) => {
    read(req, res, (error?: Error) => {
      if (error) return void fail(error);
      const fields = Object.entries((req.body ?? {}) as Record<string, unknown>);
      done(Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === 'string')));
    });
  });
}
