import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DatabaseUnavailableError } from './database-unavailable.error';
import { probe } from './servers';

/** `AuthenticationOk` and `ReadyForQuery`: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const READY = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

describe('probe', () => {
  it('waits no longer than it was told, also for a server that took the connection and then hangs', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.write(READY)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const asking = probe({ host: '127.0.0.1', port, user: 'somebody' }, 100);
    await expect(asking).rejects.toThrow(DatabaseUnavailableError);
    await new Promise((resolve) => server.close(resolve));
  });
});
