import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { DatabaseChange } from './availability';
import { Database } from './database';
import { DatabaseUnavailableError } from './database-unavailable.error';

/** A server that does to each connection what it is told; it never speaks PostgreSQL. */
async function listen(
  onConnection: Parameters<typeof createServer>[1],
): Promise<{ server: Server; url: string }> {
  const server = createServer({}, onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, url: `postgresql://somebody:secret@127.0.0.1:${port}/trivet` };
}

describe('Database without a server that answers', () => {
  it.each([
    ['refuses connections', null],
    ['closes connections', (socket: { destroy(): unknown }) => socket.destroy()],
    ['accepts connections and says nothing', () => undefined],
  ])('that %s: fails within a second with one kind of error, and tells it once', async (_, onConnection) => {
    const { server, url } = await listen(onConnection ?? undefined);
    if (onConnection === null) await new Promise((resolve) => server.close(resolve));
    const changes: DatabaseChange[] = [];
    const database = await Database.open({ url, dataDir: '', log: (change) => changes.push(change) });
    const started = performance.now();

    const errors = await Promise.all(
      [1, 2, 3].map(() => database.query({ text: 'SELECT 1' }).catch((error: unknown) => error)),
    );
    errors.push(await database.transaction(() => Promise.resolve()).catch((error: unknown) => error));

    expect(errors.map((error) => error instanceof DatabaseUnavailableError)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(String(errors)).not.toContain('secret');
    expect(performance.now() - started).toBeLessThan(2_000); // Two waits, one after the other.
    expect(changes.map(({ state }) => state)).toEqual(['down']);
    await database.close();
    server.close();
  });

  it('refuses at once whom it could not serve in time, because too many wait before them', async () => {
    const { server, url } = await listen(() => undefined);
    const database = await Database.open({ url, dataDir: '', poolSize: 1 });
    const ask = (): Promise<unknown> => database.query({ text: 'SELECT 1' });
    // One for whom the connection is made, and a hundred behind them.
    const waiting = Array.from({ length: 101 }, ask);
    const ended = Promise.allSettled(waiting);
    const tooMany = ask();
    await expect(Promise.race([...waiting, tooMany])).rejects.toThrow('Too many wait for a connection.');
    await ended;
    await database.close();
    server.close();
  });

  it('says so after it was closed, too', async () => {
    const database = await Database.open({ url: 'postgresql://127.0.0.1:1/x', dataDir: '' });
    await Promise.all([database.close(), database.close()]);
    await expect(database.query({ text: 'SELECT 1' })).rejects.toThrow(DatabaseUnavailableError);
  });
});
