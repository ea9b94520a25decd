import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { redisCommands } from './redis-clients';

describe('a connection to a Redis with TLS', () => {
  it.each([
    ['localhost', 'localhost'],
    ['127.0.0.1', undefined],
  ])('to %s names the server as %s, which may be one of several behind one address', async (host, named) => {
    const names: unknown[] = [];
    const server = createServer({
      SNICallback: (name, answer) => {
        names.push(name);
        answer(null);
      },
    });
    server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `rediss://${host}:${port}`;
    const commands = redisCommands(
      { kind: 'single', url, prefix: '', authority: undefined },
      () => undefined,
    );
    // The server has no certificate and ends the handshake.
    void commands.connected().catch(() => undefined);
    await once(server, 'tlsClientError');
    expect(names[0]).toBe(named);
    commands.destroy();
    server.close();
  });
});

describe('a connection to a Redis that says nothing', () => {
  it('is waited for by one listener, however often it is asked for', async () => {
    const listening = jest.spyOn(EventEmitter.prototype, 'once');
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `redis://127.0.0.1:${port}`;
    const commands = redisCommands(
      { kind: 'single', url, prefix: '', authority: undefined },
      () => undefined,
    );
    for (let asked = 0; asked < 20; asked++) void commands.connected().catch(() => undefined);
    const [socket] = (await once(server, 'connection')) as [Socket];
    // The client holds the connection by now, and so can end it.
    await once(socket, 'data');
    const { calls } = listening.mock;
    listening.mockRestore();
    commands.destroy();
    server.close();
    expect(calls.filter(([event]) => event === 'ready')).toHaveLength(1);
  });
});
