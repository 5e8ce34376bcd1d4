import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { OperatorError } from './operator-error.ts';
import { portComplaint, refuseTakenPort } from './port.ts';

test('a port in use: one sentence and the line to run', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const complaint: unknown = await refuseTakenPort('127.0.0.1', port).catch((error: unknown) => error);
  expect((complaint as OperatorError).report).toBe(
    `Port ${port} is in use by another program. Take another:\n\n  PORT=${port + 1} npm start\n`
  );
  other.close();
});

test('a free port is nothing to complain about', () => refuseTakenPort('127.0.0.1', 0));

test('an address of another machine is named', async () => {
  await expect(refuseTakenPort('203.0.113.1', 0)).rejects.toThrow('HOST=203.0.113.1 is not an address of this machine');
});

test('a port that needs more rights is named, anything else comes back as it is', () => {
  expect(portComplaint(Object.assign(new Error(), { code: 'EACCES' }), '127.0.0.1', 80)).toMatchObject({
    remedy: ['PORT=3000 npm start']
  });
  const odd = new Error('odd');
  expect(portComplaint(odd, '127.0.0.1', 80)).toBe(odd);
});
