import type { Pool } from 'pg';
import { z } from 'zod';
import { Choice, FileName, JobId, RunOrder } from '#geodata/schemas/import_job.ts';
import type { Config } from '#server/config.ts';
import { Problem } from '#server/http/problem.ts';
import { route } from '#server/http/route.ts';
import { JobWork } from './job-work.ts';
import { ImportJobs } from './job.service.ts';
import { listPast, undoPast } from './past.service.ts';
import { JobStore } from './store.ts';
import { importTargets } from './target.service.ts';

const BYTES = 'application/octet-stream';
const id = JobId.meta({ description: 'the job' });
const importId = z.coerce
  .number()
  .int()
  .positive()
  .max(2 ** 53 - 1)
  .meta({ description: 'the import' });

/** The wizard behind /admin/import. `close` ends what is under way. */
export function importRoutes(pool: Pool, config: Config) {
  const store = new JobStore(config.IMPORT_FOLDER, config.IMPORT_MAX_MB);
  const work = new JobWork(pool, store, config.DATABASE_URL);
  const jobs = new ImportJobs(pool, store, work);
  const routes = [
    route({
      method: 'get',
      path: '/api/imports',
      summary: 'Deliveries in the wizard and imports of the past, within scope',
      access: 'import:run',
      replies: { 200: 'Jobs and imports, newest first' },
      handle: async ({ actor }) => ({
        maxBytes: jobs.maxBytes,
        jobs: await jobs.list(actor),
        past: await listPast(pool, actor)
      })
    }),
    route({
      method: 'get',
      path: '/api/imports/targets',
      summary: 'Layers a file can go into, with the columns it may fill',
      access: 'import:run',
      replies: { 200: 'Layers and columns' },
      handle: async () => ({ targets: await importTargets(pool) })
    }),
    route({
      method: 'post',
      path: '/api/imports',
      summary: 'Upload a file as it is; looking into it begins',
      access: 'import:run',
      query: FileName,
      takes: BYTES,
      replies: { 201: 'The job', 413: 'Too large', 415: 'Not bytes', 507: 'No room on the disk' },
      handle: async ({ actor, query, req, res }) => {
        if (!req.is(BYTES)) throw notBytes();
        const announced = Number(req.get('Content-Length')) || null;
        const job = await jobs.upload(actor, query.name, req, announced);
        res.status(201).location(`/api/imports/${job.id}`).json(job);
      }
    }),
    route({
      method: 'get',
      path: '/api/imports/{id}',
      summary: 'A delivery: its state, what was found in it, how far the work has come, what came of it',
      access: 'import:run',
      params: { id },
      replies: { 200: 'The job', 404: 'None within scope' },
      handle: ({ actor, params }) => jobs.find(actor, params.id)
    }),
    route({
      method: 'put',
      path: '/api/imports/{id}/choice',
      summary: 'Say what a file is and how its columns become fields; the preview begins',
      access: 'import:run',
      params: { id },
      body: Choice,
      replies: {
        202: 'The job',
        404: 'None within scope',
        409: 'Busy or done',
        410: 'The file is gone',
        422: 'Invalid'
      },
      handle: async ({ actor, params, body, res }) => {
        res.status(202).json(await jobs.choose(actor, params.id, body));
      }
    }),
    route({
      method: 'get',
      path: '/api/imports/{id}/preview',
      summary: 'What would become of it: the first rows with their faults, the verdict on its frame, counts',
      access: 'import:run',
      params: { id },
      replies: { 200: 'The preview', 404: 'None within scope', 409: 'Not previewed' },
      handle: ({ actor, params }) => jobs.preview(actor, params.id)
    }),
    route({
      method: 'post',
      path: '/api/imports/{id}/run',
      summary: 'Bring it in',
      access: 'import:run',
      params: { id },
      body: RunOrder,
      replies: {
        202: 'The job',
        404: 'None within scope',
        409: 'Not previewed, busy, a shift unconfirmed, or the layer busy'
      },
      handle: async ({ actor, params, body, res }) => {
        res.status(202).json(await jobs.run(actor, params.id, body.acceptShift));
      }
    }),
    route({
      method: 'post',
      path: '/api/imports/{id}/cancel',
      summary: 'Stop what is under way; nothing of it stays',
      access: 'import:run',
      params: { id },
      replies: { 202: 'The job', 404: 'None within scope' },
      handle: async ({ actor, params, res }) => {
        res.status(202).json(await jobs.cancel(actor, params.id));
      }
    }),
    route({
      method: 'delete',
      path: '/api/imports/{id}',
      summary: 'Forget a delivery that did not become an import',
      access: 'import:run',
      params: { id },
      replies: { 204: 'Forgotten', 404: 'None within scope', 409: 'Busy or done' },
      handle: async ({ actor, params, res }) => {
        await jobs.discard(actor, params.id);
        res.status(204).end();
      }
    }),
    route({
      method: 'get',
      path: '/api/imports/{id}/refused.csv',
      summary: 'The rows that were refused, with reasons and their own values',
      access: 'import:run',
      params: { id },
      type: 'text/csv',
      replies: { 200: 'CSV', 404: 'None within scope, or nothing was refused' },
      handle: async ({ actor, params, res }) => {
        const { path, name } = await jobs.refusedFile(actor, params.id);
        res.type('text/csv').attachment(name);
        await new Promise<void>((done, fail) => res.sendFile(path, (error) => (error ? fail(error) : done())));
      }
    }),
    route({
      method: 'post',
      path: '/api/imports/past/{importId}/undo',
      summary: 'Bring back what was there before an import',
      access: 'import:run',
      params: { importId },
      replies: { 200: 'What was removed and restored', 404: 'None within scope', 409: 'It cannot be undone, and why' },
      handle: async ({ actor, params }) => ({
        undone: await undoPast(pool, config.DATABASE_URL, actor, params.importId)
      })
    })
  ];
  return { routes, close: () => work.close() };
}

function notBytes(): Problem {
  return new Problem(415, 'not-bytes', {
    zh: `上传内容的类型须为 ${BYTES}。`,
    en: `The upload must be of the type ${BYTES}.`
  });
}
