import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { log } from '#server/http/log.ts';
import type { Head } from '#server/audit/sequencer.ts';

/** An end of the chain as it was at a time, noted where the database's administrators do not write. */
export interface Anchor {
  at: string;
  seq: number;
  /** hex */
  hash: string;
}

/** Anchors are this far apart while there is something to note. */
const EVERY_MS = 10_000;

const keyFile = (dir: string) => join(dir, 'anchor-key.pem');
const anchorFile = (dir: string) => join(dir, 'anchors.jsonl');
const textOf = ({ at, seq, hash }: Anchor) => `gezhi audit ${at} ${seq} ${hash}`;

/** The key that signs anchors; made on first use, readable by its owner only. */
function anchorKey(dir: string): KeyObject {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (!existsSync(keyFile(dir))) {
    const { privateKey } = generateKeyPairSync('ed25519');
    // Whoever comes second at the same moment takes the first one's key.
    try {
      writeFileSync(keyFile(dir), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return createPrivateKey(readFileSync(keyFile(dir)));
}

/**
 * Notes ends of the chain in a file of signed lines and, where one is named, at a syslog server (RFC 5424 over UDP).
 * A disk that is full is told in the log and tried again with the next end; the chain itself goes on.
 * @param syslog `udp://host:port`
 */
export function anchoring(dir: string, syslog?: string) {
  const key = anchorKey(dir);
  let latest: Head | undefined;
  let notedAt = 0;

  async function note(): Promise<void> {
    if (!latest) return;
    const { seq, hash } = latest;
    latest = undefined;
    notedAt = Date.now();
    const anchor: Anchor = { at: new Date().toISOString(), seq, hash: hash.toString('hex') };
    const line = JSON.stringify({
      ...anchor,
      signature: sign(null, Buffer.from(textOf(anchor)), key).toString('base64')
    });
    try {
      const file = await open(anchorFile(dir), 'a', 0o600);
      await file
        .appendFile(`${line}\n`)
        .then(() => file.sync())
        .finally(() => file.close());
    } catch (error) {
      log.error({ err: error }, 'an end of the audit chain could not be noted');
    }
    if (syslog) tell(syslog, line);
  }

  return {
    async onHead(head: Head): Promise<void> {
      latest = head;
      if (Date.now() - notedAt >= EVERY_MS) await note();
    },
    /** Notes what is left; call it last. */
    close: note
  };
}

function tell(address: string, line: string): void {
  const { hostname: host, port } = new URL(address);
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  // Facility 13 (log audit), severity notice.
  const message = `<109>1 ${new Date().toISOString()} ${hostname()} gezhi ${process.pid} anchor - ${line}`;
  socket.on('error', (error) => log.warn({ err: error }, 'the syslog server cannot be told'));
  socket.send(message, Number(port || 514), host, () => socket.close());
}

/** What was noted, in order of time. @throws AnchorError naming a line whose signature is not ours */
export async function readAnchors(dir: string): Promise<Anchor[]> {
  if (!existsSync(anchorFile(dir))) return [];
  const key = createPublicKey(anchorKey(dir));
  const lines = (await readFile(anchorFile(dir), 'utf8')).split('\n').filter(Boolean);
  return lines.map((line, index) => {
    const anchor = parseAnchor(line);
    if (anchor && verify(null, Buffer.from(textOf(anchor)), key, Buffer.from(anchor.signature, 'base64')))
      return anchor;
    throw new AnchorError(index + 1);
  });
}

/** A line of the anchors that we did not write. */
export class AnchorError extends Error {
  readonly line: number;
  constructor(line: number) {
    super(`line ${line} of the anchors does not bear our signature`);
    this.line = line;
  }
}

function parseAnchor(line: string): (Anchor & { signature: string }) | undefined {
  try {
    return JSON.parse(line) as Anchor & { signature: string };
  } catch {
    return undefined;
  }
}
