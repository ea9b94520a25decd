import { eventually } from '../../support/eventually';
import { describeWithPostgres, PostgresServer } from '../../support/postgres-server';
import { allStamps, changedBy, CHUNKS, openOnServer, rowsOf, type MarkedDatabase } from './support';

const TABLE = `CREATE TABLE chunks (
  id integer PRIMARY KEY, corpus text, content text, embedding real[], views integer DEFAULT 0)`;

describeWithPostgres('A subscriber of logical replication', () => {
  let server: PostgresServer;
  let publisher: MarkedDatabase;
  let subscriber: MarkedDatabase;

  beforeAll(async () => {
    server = await PostgresServer.start();
    const open = () => openOnServer({ server: server.url });
    [publisher, subscriber] = await Promise.all([open(), open()]);
    await publisher.pool.query(`${TABLE}; CREATE PUBLICATION chunks FOR TABLE chunks;
      INSERT INTO chunks VALUES (1, 'a', 'one'), (2, 'a', 'two')`);
    const [at] = await rowsOf(
      publisher.pool,
      `SELECT current_database() AS name, inet_server_port() AS port`,
    );
    // Both databases are of one server, where CREATE SUBSCRIPTION would wait for itself if it made the slot.
    const slot = String(at?.['name']);
    await publisher.pool.query(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [slot]);
    await subscriber.pool.query(`${CHUNKS} TRUNCATE chunks`);
    await subscriber.pool.query(`CREATE SUBSCRIPTION ${slot}
      CONNECTION 'host=127.0.0.1 port=${String(at?.['port'])} user=postgres dbname=${slot}'
      PUBLICATION chunks WITH (create_slot = false, slot_name = '${slot}')`);
    await arrives(2);
  });
  afterAll(async () => {
    const [slot] = await rowsOf(subscriber.pool, 'SELECT subname AS name FROM pg_subscription');
    const name = String(slot?.['name']);
    await subscriber.pool.query(`ALTER SUBSCRIPTION ${name} DISABLE`);
    await subscriber.pool.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
    await subscriber.pool.query(`DROP SUBSCRIPTION ${name}`);
    await subscriber.close();
    await publisher.pool.query(
      `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '${name}' AND active`,
    );
    await eventually('Nobody reads the slot.', async () => {
      const [row] = await rowsOf(
        publisher.pool,
        `SELECT active FROM pg_replication_slots WHERE slot_name = '${name}'`,
      );
      return row?.['active'] === false;
    });
    await publisher.pool.query('SELECT pg_drop_replication_slot($1)', [name]);
    await publisher.close();
    await server.close();
  });

  const arrives = (rows: number): Promise<void> =>
    eventually(
      `The replica has ${rows} rows.`,
      async () => (await rowsOf(subscriber.pool, 'SELECT id FROM chunks')).length === rows,
    );

  /** What a published statement, and then a row that shows it was applied, change at the subscriber. */
  async function replicated(statement: string, rowsAfterwards: number): Promise<string[]> {
    return changedBy(subscriber.pool, async () => {
      await publisher.pool.query(statement);
      await publisher.pool.query(
        `INSERT INTO chunks SELECT max(id) + 1, 'tracer', 'x' FROM (SELECT id FROM chunks UNION SELECT 100) AS ids`,
      );
      await arrives(rowsAfterwards);
    });
  }

  it('marks what it is given at first and every row that follows', async () => {
    expect([...(await allStamps(subscriber.pool)).keys()]).toContain('a');
    expect(await replicated(`INSERT INTO chunks VALUES (3, 'b', 'three')`, 4)).toEqual(['b', 'tracer']);
    expect(await replicated(`UPDATE chunks SET content = 'new' WHERE id = 1`, 5)).toEqual(['a', 'tracer']);
    expect(await replicated(`UPDATE chunks SET corpus = 'b' WHERE id = 1`, 6)).toEqual(['a', 'b', 'tracer']);
    expect(await replicated(`UPDATE chunks SET views = 7 WHERE id = 1`, 7)).toEqual(['tracer']);
    expect(await replicated(`DELETE FROM chunks WHERE id = 3`, 7)).toEqual(['b', 'tracer']);
    expect(await replicated(`TRUNCATE chunks`, 1)).toEqual(['*', 'tracer']);
  });
});
