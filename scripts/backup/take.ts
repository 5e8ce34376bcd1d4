import type { Note } from '../provision/steps.ts';
import { writeBackup } from './archive.ts';
import { connectForLong } from './ground.ts';
import { DERIVED_TABLE, describe, type Manifest } from './manifest.ts';
import { findTool, outputOf } from './pg-tools.ts';

/** Fast and nearly as small as the default: a dump is mostly coordinates. */
const COMPRESSION = 1;
/** A migration under way holds its tables; waiting for it longer than this means that something is stuck. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Backs a site up into one file while it runs: the counts of the manifest and the dump see the same moment.
 * @param file path of the tar file; what stood there is replaced once the new one is whole
 * @throws OperatorError for whatever a person can mend; nothing is left of the file then
 */
export async function backUp(
  ownerUrl: string,
  file: string,
  { signal, note }: { signal: AbortSignal; note: Note }
): Promise<Manifest> {
  const client = await connectForLong(ownerUrl);
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const manifest = await describe(client, note);
    const { rows } = await client.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
    const args = [
      ...['--format=custom', `--compress=${COMPRESSION}`, '--verbose', `--lock-wait-timeout=${LONGEST_WAIT_MS}`],
      ...[`--snapshot=${rows[0]!.snapshot}`, `--exclude-table-data=${DERIVED_TABLE}`],
      ...['--no-tablespaces', '--no-security-labels', '--no-publications', '--no-subscriptions']
    ];
    const tool = await findTool('pg_dump', manifest.postgres);
    await writeBackup(file, manifest, outputOf(tool, args, { url: ownerUrl, signal, note }));
    return manifest;
  } finally {
    await client.end();
  }
}
