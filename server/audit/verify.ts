import type pg from 'pg';
import { genesis, link, type Algorithm } from '#server/audit/chain.ts';
import type { Anchor } from '#server/audit/anchor.ts';
import '#server/db/types.ts';

/** The first thing that is wrong, and where: its link in the chain, its entry. */
export interface Fault {
  kind: 'changed' | 'missing' | 'unlinked' | 'link-missing' | 'forgotten' | 'rewritten' | 'cut';
  seq: number | null;
  entryId: number | null;
}

export interface Verdict {
  links: number;
  /** Links whose entries lie in an archive; their hashes are taken as they stand. */
  archived: number;
  waiting: number;
  anchors: number;
  fault: Fault | null;
}

const PAGE = 20_000;
/** The sequencer links twice a second; what waits longer was kept from it. */
const FORGOTTEN_AFTER = '5 minutes';

interface Linked {
  seq: number;
  entryId: number;
  algorithm: Algorithm;
  hash: Buffer;
  archived: boolean;
  spelt: string | null;
}

/**
 * Walks the whole chain from its first link and compares it with what was noted outside the database.
 * @param client as the owner, or anyone who sees every entry
 * @param anchors ends of the chain as they were noted; without any, a chain rewritten to its end cannot be told
 */
export async function verifyChain(client: pg.ClientBase, anchors: readonly Anchor[]): Promise<Verdict> {
  const noted = new Map(anchors.map(({ seq, hash }) => [seq, hash]));
  const verdict: Verdict = { links: 0, archived: 0, waiting: 0, anchors: anchors.length, fault: null };
  const found = (kind: Fault['kind'], seq: number | null, entryId: number | null): Verdict => ({
    ...verdict,
    fault: { kind, seq, entryId }
  });
  let before: Uint8Array = genesis;
  for (let rows = await page(client, 0); rows.length > 0; rows = await page(client, verdict.links)) {
    for (const { seq, entryId, algorithm, hash, archived, spelt } of rows) {
      if (seq !== verdict.links + 1) return found('link-missing', verdict.links + 1, null);
      if (spelt === null && !archived) return found('missing', seq, entryId);
      if (spelt !== null && !link(algorithm, before, spelt).equals(hash)) return found('changed', seq, entryId);
      // Rewritten to its end a chain agrees with itself; it does not agree with what was noted elsewhere.
      if (noted.has(seq) && noted.get(seq) !== hash.toString('hex')) return found('rewritten', seq, entryId);
      if (spelt === null) verdict.archived++;
      verdict.links = seq;
      before = hash;
    }
  }
  const furthest = Math.max(0, ...noted.keys());
  if (furthest > verdict.links) return found('cut', furthest, null);
  const { waiting, forgotten, unlinked } = await loose(client);
  verdict.waiting = waiting;
  if (unlinked !== null) return found('unlinked', null, unlinked);
  if (forgotten !== null) return found('forgotten', null, forgotten);
  return verdict;
}

async function page(client: pg.ClientBase, after: number): Promise<Linked[]> {
  const { rows } = await client.query<Linked>(
    `SELECT l.seq, l.entry_id AS "entryId", l.algorithm, l.hash, audit.spell(e) AS spelt,
            e.id IS NULL AND EXISTS (SELECT FROM audit.archives AS a WHERE l.at >= a.from_at AND l.at < a.to_at) AS archived
     FROM audit.links AS l LEFT JOIN audit.entries AS e ON e.id = l.entry_id AND e.at = l.at
     WHERE l.seq > $1 ORDER BY l.seq LIMIT ${PAGE}`,
    [after]
  );
  // A row of nulls is spelt too.
  return rows.map((row) => ({ ...row, spelt: row.spelt?.startsWith('[null') ? null : row.spelt }));
}

/** Entries without a link: how many wait, one that waits too long, one that does not even wait. */
async function loose(client: pg.ClientBase) {
  const { rows } = await client.query<{ waiting: number; forgotten: number | null; unlinked: number | null }>(
    `SELECT (SELECT count(*) FROM audit.unlinked) AS waiting,
            (SELECT min(entry_id) FROM audit.unlinked WHERE at < now() - interval '${FORGOTTEN_AFTER}') AS forgotten,
            (SELECT min(e.id) FROM audit.entries AS e
             WHERE NOT EXISTS (SELECT FROM audit.links AS l WHERE l.entry_id = e.id)
               AND NOT EXISTS (SELECT FROM audit.unlinked AS u WHERE u.entry_id = e.id)) AS unlinked`
  );
  return rows[0]!;
}

/** What is wrong, in a sentence. */
export function faultText({ kind, seq, entryId }: Fault): string {
  const sentences: Record<Fault['kind'], string> = {
    changed: `Entry ${entryId} (link ${seq}) was changed after it was written.`,
    missing: `Entry ${entryId} (link ${seq}) is missing.`,
    'link-missing': `Link ${seq} of the chain is missing.`,
    unlinked: `Entry ${entryId} was put in behind the chain: it has no link and never waited for one.`,
    forgotten: `Entry ${entryId} has waited for its link for more than ${FORGOTTEN_AFTER}: nothing links the chain.`,
    rewritten: `The chain was rewritten at or before link ${seq}: it is not what was noted outside the database.`,
    cut: `The chain was cut short: link ${seq} was noted outside the database and is gone.`
  };
  return sentences[kind];
}
