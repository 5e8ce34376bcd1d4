import { connect } from 'node:net';

interface Order {
  port: number;
  /** Whose password is guessed in every second try; the others are for names that do not exist. */
  name: string;
  tries: number;
  connections: number;
}

/**
 * Guesses passwords from as many addresses as there are tries, as fast as the answers come, over kept connections; gives
 * how often each status was answered.
 */
export async function guess({ port, name, tries, connections }: Order): Promise<Map<number, number>> {
  const answers = new Map<number, number>();
  let next = 0;
  const request = (): string | undefined => {
    if (next >= tries) return undefined;
    const n = next++;
    const body = JSON.stringify({ name: n % 2 ? name : `nobody${n}`, password: `guess number ${n}` });
    const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    return [
      'POST /api/account/sign-in HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      `X-Forwarded-For: ${address}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `\r\n${body}`
    ].join('\r\n');
  };
  await Promise.all(Array.from({ length: connections }, () => converse(port, request, answers)));
  return answers;
}

/** One connection: a request, its answer, the next one, until there are no more. */
function converse(port: number, request: () => string | undefined, answers: Map<number, number>): Promise<void> {
  return new Promise((done, fail) => {
    const first = request();
    if (first === undefined) return done();
    let received = '';
    const socket = connect(port, '127.0.0.1').setNoDelay(true).on('error', fail);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < head + 4 + length) return;
      const status = Number(received.slice(9, 12));
      answers.set(status, (answers.get(status) ?? 0) + 1);
      received = '';
      const another = request();
      if (another === undefined) socket.end(() => done());
      else socket.write(another);
    });
    socket.write(first);
  });
}
