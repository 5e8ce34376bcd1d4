import { createServer } from 'node:net';
import { OperatorError } from './operator-error.ts';

/** Complains now about a port that the server could not take in a minute's time. */
export function refuseTakenPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portComplaint(error, host, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** What a failure to listen means for the person who started it; other errors come back as they are. */
export function portComplaint(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const other = `PORT=${port < 1024 ? 3000 : port + 1} npm start`;
  if (error.code === 'EADDRINUSE')
    return new OperatorError(`Port ${port} is in use by another program. Take another:`, other);
  if (error.code === 'EACCES')
    return new OperatorError(`This account may not listen on port ${port}. Take another:`, other);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new OperatorError(`HOST=${host} is not an address of this machine:`, 'HOST=127.0.0.1 npm start');
  }
  return error;
}
