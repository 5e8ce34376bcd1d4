import { connect, type Socket } from 'node:net';

/** What to ask, over how many connections kept open, for how long. */
export interface Load {
  port: number;
  path: string;
  headers: Record<string, string>;
  connections: number;
  milliseconds: number;
}

/**
 * Asks for one address as fast as the server answers, and gives answers per second. Every answer must be as long as
 * the first: then counting bytes is enough, and the generator costs far less than the server it measures.
 * @throws when the first answer is not a 200 or an answer is of another length
 */
export async function hammer(load: Load): Promise<number> {
  const lines = Object.entries(load.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = Buffer.from(`GET ${load.path} HTTP/1.1\r\nHost: 127.0.0.1:${load.port}\r\n${lines.join('')}\r\n`);
  const length = await lengthOfAnswer(load.port, request);
  const began = performance.now();
  const until = began + load.milliseconds;
  const counts = await Promise.all(
    Array.from({ length: load.connections }, () => askUntil(load.port, request, length, until))
  );
  return (counts.reduce((sum, n) => sum + n, 0) / (performance.now() - began)) * 1000;
}

function askUntil(port: number, request: Buffer, length: number, until: number): Promise<number> {
  return new Promise((done, fail) => {
    let answered = 0;
    let received = 0;
    const socket = open(port, fail, (chunk) => {
      received += chunk.length;
      if (received < length) return;
      if (received > length) return void socket.destroy(new Error('an answer was longer than the first'));
      received = 0;
      answered++;
      if (performance.now() < until) socket.write(request);
      else socket.end(() => done(answered));
    });
    socket.write(request);
  });
}

function lengthOfAnswer(port: number, request: Buffer): Promise<number> {
  return new Promise((done, fail) => {
    let text = '';
    const socket = open(port, fail, (chunk) => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const body = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (!text.startsWith('HTTP/1.1 200') || !body) fail(new Error(`not a tile: ${text.slice(0, head)}`));
      else if (text.length < head + 4 + body) return;
      else done(head + 4 + body);
      socket.destroy();
    });
    socket.write(request);
  });
}

function open(port: number, fail: (error: Error) => void, onData: (chunk: Buffer) => void): Socket {
  return connect(port, '127.0.0.1').setNoDelay(true).on('error', fail).on('data', onData);
}
