import type { ImportJob, JobState, PastImport } from '#geodata/schemas/import_job.ts';
import type { Actor } from '#server/access/actor.ts';
import { join, raw, sql, type Sql, type Tx } from '#server/db/sql.ts';

const time = (column: string) => raw(`to_json(${column}) #>> '{}'`);

/** Rows are limited to the scope of whoever asks by the table's policy. */
const jobs = sql`
  SELECT job.id, ${time('job.created_at')} AS "createdAt", job.file_name AS "fileName", job.file_bytes AS "fileBytes",
         json_build_object('role', by_role, 'scope', by_scope, 'name', by_name) AS by,
         job.state, choice, inspection, progress, problem, summary, job.import_id AS "importId",
         i.undone_at IS NOT NULL AS undone,
         ${time('job.started_at')} AS "startedAt", ${time('job.finished_at')} AS "finishedAt"
  FROM governance.import_jobs AS job LEFT JOIN governance.imports AS i ON i.id = job.import_id`;

export async function findJob(tx: Tx, id: string): Promise<ImportJob | undefined> {
  const { rows } = await tx.query<ImportJob>(sql`${jobs} WHERE job.id = ${id}`);
  return rows[0];
}

/** The latest jobs, newest first. */
export async function listJobs(tx: Tx, most: number): Promise<ImportJob[]> {
  const { rows } = await tx.query<ImportJob>(sql`${jobs} ORDER BY job.created_at DESC LIMIT ${most}`);
  return rows;
}

/** The job that writes into a layer now, whoever runs it. */
export async function runningInto(tx: Tx, layer: string): Promise<ImportJob | undefined> {
  const { rows } = await tx.query<ImportJob>(sql`${jobs} WHERE job.state = 'running' AND job.layer = ${layer}`);
  return rows[0];
}

export async function insertJob(
  tx: Tx,
  { id, name, bytes }: { id: string; name: string; bytes: number },
  { role, scope, account }: Actor
): Promise<void> {
  await tx.query(sql`
    INSERT INTO governance.import_jobs (id, by_role, by_scope, by_name, file_name, file_bytes)
    VALUES (${id}, ${role}, ${[...scope]}, ${account?.name ?? null}, ${name}, ${bytes})`);
}

export interface JobChange {
  state?: JobState;
  choice?: unknown;
  inspection?: unknown;
  progress?: unknown;
  problem?: unknown;
  summary?: unknown;
  import_id?: number | null;
  started_at?: 'now';
  finished_at?: 'now';
}

/** Changes a job that is in one of some states, and says that it is being worked on. @returns whether it was */
export async function changeJob(
  tx: Tx,
  id: string,
  from: readonly JobState[],
  { state, import_id, started_at, finished_at, ...documents }: JobChange
): Promise<boolean> {
  const sets: Sql[] = [sql`heartbeat_at = now()`];
  if (state) sets.push(sql`state = ${state}`);
  if (import_id !== undefined) sets.push(sql`import_id = ${import_id}`);
  if (started_at) sets.push(sql`started_at = now(), finished_at = NULL`);
  if (finished_at) sets.push(sql`finished_at = now()`);
  for (const [name, value] of Object.entries(documents)) {
    if (value !== undefined) sets.push(sql`${raw(name)} = ${value === null ? null : JSON.stringify(value)}::jsonb`);
  }
  const { rowCount } = await tx.query(sql`
    UPDATE governance.import_jobs SET ${join(sets, ', ')} WHERE id = ${id} AND state = ANY (${[...from]})`);
  return rowCount === 1;
}

export async function deleteJob(tx: Tx, id: string, states: readonly JobState[]): Promise<boolean> {
  const { rowCount } = await tx.query(sql`
    DELETE FROM governance.import_jobs WHERE id = ${id} AND state = ANY (${[...states]})`);
  return rowCount === 1;
}

/** Jobs whose server fell silent while it worked on them. */
export async function silentJobs(tx: Tx, seconds: number): Promise<(ImportJob & { choice: ImportJob['choice'] })[]> {
  const { rows } = await tx.query<ImportJob>(sql`
    ${jobs} WHERE job.state IN ('inspecting', 'previewing', 'running')
      AND job.heartbeat_at < now() - make_interval(secs => ${seconds})`);
  return rows;
}

/** The import a job left behind although nobody heard of it: committed in the moment its server was killed. */
export async function importLeftBy(tx: Tx, job: ImportJob): Promise<number | undefined> {
  if (!job.choice || !job.startedAt) return undefined;
  const { rows } = await tx.query<{ id: number }>(sql`
    SELECT min(id) AS id FROM governance.imports
    WHERE source = ${job.choice.source} AND file_name = ${job.fileName} AND started_at >= ${job.startedAt}::timestamptz
      AND NOT EXISTS (SELECT FROM governance.import_jobs WHERE import_id = governance.imports.id)
    HAVING min(id) IS NOT NULL`);
  return rows[0]?.id;
}

/** Imports of the past within the actor's scope: all of them for the whole site, else those of jobs it may see. */
export async function pastImports(tx: Tx, actor: Pick<Actor, 'scope'>, only?: number): Promise<PastImport[]> {
  const whole = actor.scope.includes('*');
  const { rows } = await tx.query<PastImport>(sql`
    SELECT i.id, i.layer, i.source, i.file_name AS "fileName", i.inserted, i.updated, i.ended,
           ${time('i.finished_at')} AS "finishedAt", ${time('i.undone_at')} AS "undoneAt",
           i.undone_at IS NULL AND i.version_at IS NOT NULL AS "canUndo", job.id AS "jobId", job.choice ->> 'note' AS note
    FROM governance.imports AS i
    LEFT JOIN governance.import_jobs AS job ON job.import_id =
      (SELECT min(part.id) FROM governance.imports AS part WHERE part.version_at = i.version_at)
    WHERE (${whole} OR job.id IS NOT NULL) AND (${only ?? null}::bigint IS NULL OR i.id = ${only ?? null})
    ORDER BY i.finished_at DESC, i.id DESC LIMIT 100`);
  return rows;
}
