import { connect, type Socket } from 'node:net';

/** An answer, counted rather than read. */
export interface Answer {
  status: number;
  /** Bytes of the body as it travelled. */
  bytes: number;
}

/** One kept connection on which requests follow each other; far cheaper than a real client, so that it does not count. */
export class Line {
  #port: number;
  #head: string;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #settle: { done: (answer: Answer) => void; fail: (error: Error) => void } | undefined;

  constructor(port: number, headers: Record<string, string>) {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#head = `Host: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`;
    this.#port = port;
  }

  ask(path: string): Promise<Answer> {
    // A server closes a line that was quiet for a while.
    if (!this.#socket?.writable) this.#socket = this.#open();
    return new Promise((done, fail) => {
      this.#settle = { done, fail };
      this.#socket!.write(`GET ${path} HTTP/1.1\r\n${this.#head}`);
    });
  }

  #open(): Socket {
    const socket = connect(this.#port, '127.0.0.1').setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#settle?.fail(error));
    socket.on('close', () => this.#settle?.fail(new Error('the server closed the connection')));
    return socket;
  }

  close(): void {
    this.#settle = undefined;
    this.#socket?.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length ? Buffer.concat([this.#received, chunk]) : chunk;
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#received.toString('latin1', 0, end);
    const status = Number(head.slice(9, 12));
    const bytes = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (/transfer-encoding/i.test(head)) {
      // Martin sends compressed tiles in chunks; the last one is empty.
      if (!this.#received.subarray(-5).equals(Buffer.from('0\r\n\r\n'))) return;
      return this.#finish({ status, bytes: this.#received.length - end - 4 });
    }
    if (this.#received.length < end + 4 + bytes) return;
    this.#finish({ status, bytes });
  }

  #finish(answer: Answer): void {
    this.#received = Buffer.alloc(0);
    this.#settle?.done(answer);
    this.#settle = undefined;
  }
}
