import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A tile service of the test's own on the loopback: `answer` decides what each request gets. */
export interface FakeService {
  url: string;
  /** Paths with their queries, as they were asked. */
  asked: string[];
  answer: (req: IncomingMessage, res: ServerResponse) => void;
  close(): Promise<void>;
}

export async function fakeService(): Promise<FakeService> {
  const service: FakeService = {
    ...{ url: '', asked: [], answer: (_req, res) => void res.writeHead(404).end() },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  };
  const server = createServer((req, res) => {
    service.asked.push(req.url!);
    service.answer(req, res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return service;
}
