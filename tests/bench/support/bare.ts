// As little as a server can be: the bytes it is given, for every address.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

process.once('message', (base64: string) => {
  const bytes = Buffer.from(base64, 'base64');
  const headers = {
    'Content-Type': 'application/vnd.mapbox-vector-tile',
    'Content-Encoding': 'gzip',
    'Content-Length': bytes.length
  };
  const server = createServer((_req, res) => res.writeHead(200, headers).end(bytes));
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
});
process.on('disconnect', () => process.exit(0));
