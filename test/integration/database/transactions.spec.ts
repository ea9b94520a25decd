import { Database } from '../../../src/engines/database/database';
import { DatabaseUnavailableError } from '../../../src/engines/database/database-unavailable.error';
import { type FreshDatabase, freshDatabase } from '../../support/engine';

jest.setTimeout(120_000);

describe('Database', () => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await freshDatabase([]);
    database = await Database.open(fresh);
    await database.query({ text: 'CREATE TABLE counted (id int PRIMARY KEY)' });
  });
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });
  beforeEach(async () => {
    await database.query({ text: 'TRUNCATE counted' });
  });
  const ids = async (): Promise<number[]> => {
    const { rows } = await database.query<{ id: number }>({ text: 'SELECT id FROM counted ORDER BY id' });
    return rows.map(({ id }) => id);
  };

  it('answers a statement with its values', async () => {
    const { rows } = await database.query({
      name: 'sum',
      text: 'SELECT $1::int + $2::int AS sum',
      values: [2, 3],
    });
    expect(rows).toEqual([{ sum: 5 }]);
  });

  it('throws what pg throws when the statement is wrong, and lends the connection again', async () => {
    const connections = database.pool.totalCount;
    await expect(database.query({ text: 'SELECT nothing_like_it' })).rejects.toMatchObject({ code: '42703' });
    expect(database.pool.totalCount).toBe(connections);
    expect(await ids()).toEqual([]);
  });

  it('commits what the work did and returns what it returned', async () => {
    const result = await database.transaction(async (client) => {
      await client.query('INSERT INTO counted VALUES (1), (2)');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await ids()).toEqual([1, 2]);
  });

  it('rolls back and passes on what the work threw', async () => {
    const thrown = new Error('changed my mind');
    const running = database.transaction(async (client) => {
      await client.query('INSERT INTO counted VALUES (1)');
      throw thrown;
    });
    await expect(running).rejects.toBe(thrown);
    expect(await ids()).toEqual([]);
  });

  it('does not call a transaction committed whose failure the work swallowed', async () => {
    const running = database.transaction(async (client) => {
      await client.query('INSERT INTO counted VALUES (1)');
      await client.query('INSERT INTO counted VALUES (1)').catch(() => undefined);
    });
    await expect(running).rejects.toThrow('rolled back');
    expect(await ids()).toEqual([]);
  });

  it('is READ COMMITTED whatever the database was told to default to', async () => {
    const name = new URL(fresh.url ?? 'postgresql://x/postgres').pathname.slice(1);
    await database.query({
      text: `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`,
    });
    const other = fresh.url === undefined ? database : await Database.open(fresh);
    const level = await other.transaction(async (client) => {
      const { rows } = await client.query<{ transaction_isolation: string }>('SHOW transaction_isolation');
      return rows[0]?.transaction_isolation;
    });
    expect(level).toBe('read committed');
    if (other !== database) await other.close();
  });

  it('keeps 50 transactions at once apart', async () => {
    await database.query({ text: 'INSERT INTO counted VALUES (0)' });
    const add = () => database.transaction((client) => client.query('UPDATE counted SET id = id + 1'));
    await Promise.all(Array.from({ length: 50 }, add));
    expect(await ids()).toEqual([50]);
  });

  it('has pgvector: a vector goes in as text', async () => {
    await database.query({ text: 'CREATE EXTENSION IF NOT EXISTS vector' });
    const text = "SELECT 1 - ($1::vector <=> '[1,0]') AS similarity";
    const { rows } = await database.query({ text, values: ['[1,1]'] });
    expect(rows).toEqual([{ similarity: expect.closeTo(Math.SQRT1_2, 6) as number }]);
  });

  const onServer = process.env.TRIVET_TEST_DATABASE_URL ? it : it.skip;
  onServer(
    'survives the loss of single connections, in a transaction or idle, and calls it no outage',
    async () => {
      const changes: string[] = [];
      const other = await Database.open({ ...fresh, log: ({ state }) => changes.push(state) });
      const pidOf = 'SELECT pg_backend_pid() AS pid';
      const running = other.transaction(async (client) => {
        const { rows } = await client.query<{ pid: number }>(pidOf);
        const gone = new Promise((resolve) => client.once('end', resolve));
        await database.query({ text: 'SELECT pg_terminate_backend($1)', values: [rows[0]?.pid] });
        await gone;
        await client.query('SELECT 1');
      });
      await expect(running).rejects.toThrow(DatabaseUnavailableError);

      const { rows } = await other.query<{ pid: number }>({ text: pidOf });
      const lost = new Promise((resolve) => other.pool.once('error', resolve));
      await database.query({ text: 'SELECT pg_terminate_backend($1)', values: [rows[0]?.pid] });
      await lost;
      expect(other.lostConnections).toBe(1);
      await other.query({ text: pidOf });
      expect(changes).toEqual([]);
      await other.close();
    },
  );
});
