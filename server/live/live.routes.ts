import type { Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { findLayer } from '#geodata/layers/index.ts';
import type { Reach } from '#geodata/access/acting.ts';
import type { Actor } from '#server/access/actor.ts';
import type { Sessions } from '#server/access/session.ts';
import { maySee } from '#server/access/layers.ts';
import { log } from '#server/http/log.ts';
import { Problem } from '#server/http/problem.ts';
import { route, type Route } from '#server/http/route.ts';
import type { Change, Outbox } from '#server/live/outbox.ts';

const COALESCE_MS = 100;
const HEARTBEAT_MS = 15_000;
/** A reader that leaves this much unread is let go; its browser reconnects and catches up by number. */
const MAX_UNREAD_BYTES = 256 * 1024;
/** A browser holds one stream however many tabs it has; an office behind one address stays below this. */
const MAX_STREAMS_PER_ADDRESS = 300;

/** Whether a change may be told to an actor: a layer they see and, where it is scoped, a division within their scope. */
export function mayHear(actor: Reach, change: Change): boolean {
  const layer = findLayer(change.layer);
  if (!layer || !maySee(actor, layer)) return false;
  if (!layer.scoped || actor.scope.includes('*')) return true;
  return change.divisionCode !== null && actor.scope.some((own) => change.divisionCode!.startsWith(own));
}

/** Changes of one layer as one message: the box around them all, null when one of them had no place. */
export function coalesce(changes: readonly Change[], keyOf = (change: Change) => change.layer): Change[] {
  const byKey = new Map<string, Change>();
  for (const change of changes) {
    const key = keyOf(change);
    const before = byKey.get(key);
    byKey.set(key, before ? { ...change, bbox: around(before.bbox, change.bbox) } : change);
  }
  return [...byKey.values()].sort((a, b) => a.seq - b.seq);
}

/** Changes that the same readers may hear of. */
const byAudience = (change: Change) => `${change.layer} ${change.divisionCode}`;

function around(a: Change['bbox'], b: Change['bbox']): Change['bbox'] {
  if (!a || !b) return null;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

interface Reader {
  actor: Actor;
  address: string;
  res: Response;
  waiting: Change[];
}

/**
 * GET /api/live: server-sent events, resumed by Last-Event-ID. A stream is its reader's while they are who they were:
 * one whose session ended or whose account changed is closed, and the browser comes back as whoever it is by then.
 */
export function liveRoutes(
  outbox: Outbox,
  who: Pick<Sessions, 'onChanged' | 'endedAmong'>
): { routes: Route[]; close(): void } {
  const readers = new Set<Reader>();
  let due: NodeJS.Timeout | undefined;
  let closed = false;

  outbox.onChanges((changes) => {
    // Put together once for all: a burst of thousands times a thousand readers would stop the process for seconds.
    const told = coalesce(changes, byAudience);
    for (const reader of readers) reader.waiting.push(...told.filter((change) => mayHear(reader.actor, change)));
    due ??= setTimeout(flush, COALESCE_MS);
  });
  outbox.onGap(() => readers.forEach((reader) => send(reader, 'reload', {}, outbox.head)));
  // An event rather than a comment: pages must see that it comes, and whether the database can be asked.
  const heartbeat = setInterval(() => {
    const beat = `event: beat\ndata: ${JSON.stringify({ fresh: outbox.fresh })}\n\n`;
    readers.forEach((reader) => write(reader, beat));
    letEndedGo().catch((error: unknown) => log.warn({ err: error }, 'sessions of live streams were not looked up'));
  }, HEARTBEAT_MS);

  who.onChanged((account) =>
    letGo(({ actor }) => actor.account !== null && (!account || actor.account.id === account))
  );

  function letGo(isMeant: (reader: Reader) => boolean): void {
    for (const reader of [...readers].filter(isMeant)) {
      readers.delete(reader);
      reader.res.end();
    }
  }

  /** Sessions also end by themselves, by their time or for want of use. */
  async function letEndedGo(): Promise<void> {
    const ids = new Set([...readers].flatMap(({ actor }) => actor.sessionId ?? []));
    if (ids.size === 0 || !outbox.fresh) return;
    const ended = new Set(await who.endedAmong([...ids]));
    if (ended.size > 0) letGo(({ actor }) => actor.sessionId !== null && ended.has(actor.sessionId));
  }

  function flush(): void {
    due = undefined;
    for (const reader of readers) {
      const messages = coalesce(reader.waiting);
      reader.waiting = [];
      for (const { seq, layer, bbox } of messages) send(reader, 'layer', { layer, bbox }, seq);
    }
  }

  function send(reader: Reader, event: string, data: unknown, seq: number): void {
    write(reader, `id: ${seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  function write(reader: Reader, text: string): void {
    // Ended or gone while it was being looked up what it missed.
    if (reader.res.writableEnded || reader.res.destroyed) return;
    reader.res.write(text);
    if (reader.res.writableLength > MAX_UNREAD_BYTES) {
      readers.delete(reader);
      reader.res.destroy();
    }
  }

  function refuseTooMany(address: string): void {
    let open = 0;
    for (const reader of readers) if (reader.address === address) open++;
    if (open < MAX_STREAMS_PER_ADDRESS) return;
    throw new Problem(
      429,
      'too-many-streams',
      {
        zh: '此地址打开的实时连接过多，请稍后再试。',
        en: 'Too many live streams from this address; try again shortly.'
      },
      {},
      { 'Retry-After': '30' }
    );
  }

  // Every message is filtered by the reader's own permissions and scope; there is nothing to refuse at the door.
  const stream = route({
    method: 'get',
    path: '/api/live',
    summary: 'Changes as they are committed; resumes by Last-Event-ID',
    access: 'public',
    replies: {
      200: 'Events hello {account, role, scope}, layer {layer, bbox}, reload, beat {fresh}',
      429: 'Too many streams from this address'
    },
    type: 'text/event-stream',
    handle: async ({ actor, req, res }) => {
      const reader: Reader = { actor, address: ipKeyGenerator(req.ip ?? ''), res, waiting: [] };
      refuseTooMany(reader.address);
      res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      // A server that is stopping opens no stream; the browser comes back by itself.
      if (req.method === 'HEAD' || closed) {
        res.end();
        return;
      }
      res.flushHeaders();
      const last = Number(req.get('Last-Event-ID'));
      const known = Number.isSafeInteger(last) && last >= 0 && req.get('Last-Event-ID') ? last : outbox.head;
      // Registered before looking back, so that nothing falls between; a change told twice only refreshes twice.
      readers.add(reader);
      res.on('close', () => readers.delete(reader));
      const missed = known === outbox.head ? [] : await outbox.since(known).catch(() => null);
      const { account, role, scope } = actor;
      send(reader, 'hello', { account: account?.id ?? null, role, scope }, outbox.head);
      if (missed === null) send(reader, 'reload', {}, outbox.head);
      else
        for (const { seq, layer, bbox } of coalesce(missed.filter((change) => mayHear(reader.actor, change)))) {
          send(reader, 'layer', { layer, bbox }, seq);
        }
    }
  });

  return {
    routes: [stream],
    close() {
      closed = true;
      clearInterval(heartbeat);
      clearTimeout(due);
      letGo(() => true);
    }
  };
}
