import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
// eslint-disable-next-line no-restricted-syntax -- a reader that takes its time is what is tested
import { setImmediate, setTimeout } from 'node:timers/promises';
import { LARGE_BYTES, startEchoApp, type EchoApp } from '../../test/support/echo-app';

const KINDS = ['body', 'stream'];
const MIB = 1_048_576;

/** Asks on a connection of its own and reads no more than the beginning of the answer. */
async function open(port: number, path: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

/** The server's ends of the connections that are made from now on. */
function serverSocketsOf({ nest }: EchoApp): Socket[] {
  const sockets: Socket[] = [];
  nest.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
  return sockets;
}

describe('a server that closes while somebody has yet to read an answer that has ended', () => {
  /** With a second connection that its client keeps alive, and the server no longer listening. */
  async function closing(kind: string) {
    const { nest, port } = await startEchoApp();
    const idle = text(await open(port, '/echo/1'));
    const reader = await open(port, `/large/${kind}`);
    const closed = nest.close();
    while (nest.getHttpServer().listening) await setImmediate();
    return { idle, reader, closed };
  }

  it.each(KINDS)('lets them have all of it, as a %s, and ends then', async (kind) => {
    const { idle, reader, closed } = await closing(kind);
    expect((await text(reader)).length).toBeGreaterThan(LARGE_BYTES);
    await Promise.all([idle, closed]);
  });

  it.each(KINDS)('ends when they leave, as a %s', async (kind) => {
    const { idle, reader, closed } = await closing(kind);
    reader.destroy();
    expect(await Promise.all([idle, closed])).toEqual([expect.any(String), undefined]);
  });
});

describe('STREAM_STALL_MS', () => {
  let app: EchoApp | undefined;
  afterEach(() => app?.nest.close());

  it.each(KINDS)('ends the connection of who takes nothing of a %s', async (kind) => {
    app = await startEchoApp({ STREAM_STALL_MS: '100' });
    const [sockets, reader] = [serverSocketsOf(app), await open(app.port, `/large/${kind}`)];
    const [socket] = sockets;
    if (!socket) throw new Error('Nobody came.');
    expect(socket.writableLength).toBeGreaterThan(MIB);
    await once(socket, 'close');
    const taken = await text(reader).then(
      ({ length }) => length,
      () => 0,
    );
    expect(taken).toBeLessThan(LARGE_BYTES);
    expect(app.logged).toEqual([]);
  });

  it.each(KINDS)('lets who takes a part of a %s now and then have all of it', async (kind) => {
    app = await startEchoApp({ STREAM_STALL_MS: '1000' });
    const reader = await open(app.port, `/large/${kind}`);
    let taken = 0;
    let rested = 0;
    for await (const part of reader) {
      taken += (part as Buffer).length;
      if (taken >= LARGE_BYTES) break;
      if (taken - rested < 4 * MIB) continue;
      rested = taken;
      await setTimeout(300);
    }
    expect(taken).toBeGreaterThanOrEqual(LARGE_BYTES);
  });

  it('is about neither who is still sending nor who asks again later', async () => {
    app = await startEchoApp({ STREAM_STALL_MS: '10' });
    const socket = connect(app.port, '127.0.0.1').setEncoding('utf8');
    const head = 'Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 12\r\n';
    for (let round = 0; round < 2; round++) {
      socket.write(`POST /echo HTTP/1.1\r\n${head}Expect: 100-continue\r\n\r\n`);
      expect(await once(socket, 'data')).toEqual([expect.stringMatching(/^HTTP\/1.1 100 /)]);
      await setTimeout(50);
      socket.write('{"text":"x"}');
      expect(await once(socket, 'data')).toEqual([expect.stringMatching(/^HTTP\/1.1 201 /)]);
      await setTimeout(50);
    }
    socket.destroy();
  });
});
