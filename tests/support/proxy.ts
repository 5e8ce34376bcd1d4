import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A door between the server and its database that can be shut: what a restarted or unreachable database looks like. */
export interface Door {
  /** The database's address through the door. */
  url(of: string): string;
  /** Breaks every connection and refuses new ones. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** Makes the door for the cluster whose socket folder or host is in `databaseUrl`. */
export async function databaseDoor(databaseUrl: string): Promise<Door> {
  const to = new URL(databaseUrl);
  const folder = to.searchParams.get('host');
  const port = Number(to.port || to.searchParams.get('port') || 5432);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = folder ? connect(`${folder}/.s.PGSQL.${port}`) : connect(port, to.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    url(of) {
      const through = new URL(of);
      through.search = '';
      through.hostname = '127.0.0.1';
      through.port = String(own);
      return through.href;
    },
    async shut() {
      const closed = new Promise((done) => server.close(done));
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
    async open() {
      server.listen(own, '127.0.0.1');
      await once(server, 'listening');
    }
  };
}
