import pg from 'pg';

/**
 * Runs `work` in one transaction on a connection of its own. What it returns is kept if `keep` says so; an error, an
 * abort or the end of the process leaves the database as it was.
 * @throws the signal's reason when aborted, whatever the database says of it
 */
export async function inTransaction<T>(
  ownerUrl: string,
  signal: AbortSignal | undefined,
  keep: boolean,
  work: (client: pg.Client) => Promise<T>
): Promise<T> {
  signal?.throwIfAborted();
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'gezhi import' });
  // A lost connection is told by the query that was waiting for it.
  client.on('error', () => {});
  await client.connect();
  const cancel = () => void cancelQuery(client, ownerUrl);
  signal?.addEventListener('abort', cancel);
  try {
    await client.query('BEGIN');
    // Places are found for the whole delivery at once; thousands of notices about repaired rings help nobody.
    await client.query(
      `SET LOCAL gezhi.bulk = 'on'; SET LOCAL client_min_messages = warning; SET LOCAL work_mem = '64MB'`
    );
    const result = await work(client);
    signal?.throwIfAborted();
    await client.query(keep ? 'COMMIT' : 'ROLLBACK');
    return result;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    // Whatever was not committed ends with the connection.
    await client.end().catch(() => {});
  }
}

/** Ends the statement that is running; without it an abort would wait for the largest INSERT. */
async function cancelQuery(client: pg.Client, ownerUrl: string): Promise<void> {
  const pid = (client as unknown as { processID: number | null }).processID;
  const other = new pg.Client({ connectionString: ownerUrl });
  other.on('error', () => {});
  try {
    await other.connect();
    await other.query('SELECT pg_cancel_backend($1)', [pid]);
  } catch {
    // Then the statement runs to its end and is rolled back.
  } finally {
    await other.end().catch(() => {});
  }
}
