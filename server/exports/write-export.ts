import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool } from 'pg';
import { roleTitles } from '#geodata/access/roles.ts';
import type { ExportQuery } from '#geodata/schemas/export.ts';
import { frameTitle } from '#geodata/spatial/datum.ts';
import type { Actor } from '#server/access/actor.ts';
import { asActor, asSystem } from '#server/db/sql.ts';
import * as queries from '#server/exports/export.queries.ts';
import { LONGEST_MS, type Progress, type RunningExports } from '#server/exports/running.ts';
import { csvText } from '#server/exports/write-csv.ts';
import { geojsonText } from '#server/exports/write-geojson.ts';
import { withGpkg } from '#server/exports/write-gpkg.ts';
import { inCrs } from '#server/features/in-crs.ts';

/** An export that was allowed, to be read and written. */
export interface Job {
  id: string;
  began: Date;
  rows: number;
  query: ExportQuery;
  taken: queries.Taken;
}

/**
 * Reads the rows as they all are at one moment and writes them as a file; notes how it ended. Resolves when the file is
 * whole, with the sink still open; rejects when nobody reads it any more, or it could not be made.
 */
export async function writeExport(
  { pool, running }: { pool: Pool; running: RunningExports },
  actor: Actor,
  job: Job,
  sink: ServerResponse
): Promise<void> {
  const { id } = job;
  const gone = new AbortController();
  const leave = () => gone.abort();
  sink.once('close', leave);
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(LONGEST_MS)]);
  const sum = { hash: createHash('sha256'), bytes: 0 };
  let progress: Progress | undefined;
  let outcome: 'done' | 'cancelled' | 'failed' = 'failed';
  try {
    const own = (progress = running.begin(id, actor, job.rows));
    await asActor(
      pool,
      actor,
      async (tx) => {
        const batches = counting(queries.takeRows(tx, job.taken), own, signal);
        // What fails at the first row fails before anything was sent, and can be said.
        const first = await inCrs(() => batches.next());
        await send(resumed(first, batches), actor, job, sink, { signal, sum, progress: own });
      },
      { isolation: 'REPEATABLE READ' }
    );
    outcome = 'done';
  } catch (error) {
    if (signal.aborted || sink.destroyed) outcome = 'cancelled';
    throw error;
  } finally {
    sink.off('close', leave);
    if (progress) running.end(id, outcome);
    const whole = outcome === 'done' ? { bytes: sum.bytes, sha256: sum.hash.digest('hex') } : {};
    await asSystem(pool, async (tx) => {
      await queries.endExport(tx, id, { outcome, rows: progress?.rows ?? 0, ...whole });
      await queries.endLost(tx, LONGEST_MS);
    });
  }
}

async function* resumed<T>(first: IteratorResult<T, void>, rest: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

interface Sending {
  signal: AbortSignal;
  sum: { hash: Hash; bytes: number };
  progress: Progress;
}

async function send(
  batches: AsyncGenerator<queries.TakenRow[]>,
  actor: Actor,
  job: Job,
  sink: ServerResponse,
  sending: Sending
) {
  const { query, taken } = job;
  const { layer, fields } = taken;
  const { frame, words } = query;
  const mark = markOf(actor, job);
  // The sink is ended by whoever opened it, once the export is written down as whole.
  const options = { signal: sending.signal, end: false };
  const out = (chunks: AsyncIterable<string | Buffer>) =>
    pipeline(Readable.from(summing(chunks, sending)), sink, options);
  if (query.format === 'csv')
    return out(csvText(batches, { layer, fields, frame, mark: Object.values(mark).join(' '), words }));
  if (query.format === 'geojson')
    return out(geojsonText(batches, { name: layer.id, frame, mark: { ...mark, frame: frameTitle(frame).en } }));
  const made = { layer, frame, title: layer.title.zh, signal: sending.signal };
  await withGpkg(batches, { ...made, mark: { ...mark, frame: frameTitle(frame).en } }, async (path) => {
    sending.progress.state = 'writing';
    sink.setHeader('Content-Length', (await stat(path)).size);
    await out(createReadStream(path));
  });
}

async function* counting(batches: AsyncGenerator<queries.TakenRow[]>, progress: Progress, signal: AbortSignal) {
  for await (const rows of batches) {
    signal.throwIfAborted();
    yield rows;
    progress.rows += rows.length;
  }
}

async function* summing(chunks: AsyncIterable<string | Buffer>, { sum }: Sending) {
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    sum.hash.update(bytes);
    sum.bytes += bytes.length;
    yield bytes;
  }
}

/** What every file carries, so that it leads back to who took it. */
function markOf(actor: Actor, { id, began }: Job) {
  const who = actor.account?.name ?? roleTitles[actor.role].zh;
  return { export_id: id, by: `${who} (${actor.role})`, at: began.toISOString() };
}
