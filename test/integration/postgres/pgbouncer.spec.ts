import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DatabaseChange } from '../../../src/engines/database/availability';
import { Database } from '../../../src/engines/database/database';
import { startErrorText } from '../../../src/process/start-error';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import type { FreshDatabase } from '../../support/engine';
import { describeWithPgBouncer, PgBouncer, SERVER_SESSIONS } from '../../support/pgbouncer';

jest.setTimeout(60_000);

const ENV = { ...JWT, EMBEDDING_PROVIDER: 'lexical', DATABASE_PREPARE: 'false' };
const QUESTION = 'When does the bakery open?';
const note = (hour: string) => ({
  title: 'Bakery hours',
  body: `The bakery opens at ${hour} on Sundays.`,
  visibility: 'workspace',
});

describeWithPgBouncer('two instances behind PgBouncer in transaction mode', () => {
  const server = new URL(process.env['TRIVET_TEST_DATABASE_URL'] ?? 'postgresql://localhost');
  const name = `trivet_test_${randomBytes(8).toString('hex')}`;
  let admin: Client;
  let pooler: PgBouncer;
  let database: FreshDatabase;
  let instances: TestApp[];

  beforeAll(async () => {
    admin = new Client({ connectionString: server.href });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    pooler = await PgBouncer.start(server);
    const dataDir = await mkdtemp(join(tmpdir(), 'trivet-test-'));
    const url = pooler.urlOf(name);
    const drop = () => rm(dataDir, { recursive: true, force: true });
    database = { url, dataDir, env: { DATA_DIR: dataDir, DATABASE_URL: url }, drop };
    // The first one migrates the empty database, through the pooler too.
    instances = [await startApp(ENV, database), await startApp(ENV, database)];
  });
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await database.drop();
    await pooler.close();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });

  const newcomers = (): [Person, Person] => {
    const tenant = randomUUID();
    const people = instances.map((app) => app.as({ sub: 'ann', tenant, roles: ['admin'] }));
    return people as [Person, Person];
  };

  const answered = async (person: Person): Promise<string> => (await person.ask(QUESTION)).body.answer;

  it('see each other’s writes at once: what is written, edited or deleted on one is answered so on the other', async () => {
    const [ann, bob] = newcomers();
    for (let round = 0; round < 10; round++) {
      const written = await ann.write(note('nine'));
      expect(await answered(bob)).toContain('nine');
      await bob.edit(written, note('ten'));
      expect(await answered(ann)).toContain('ten');
      await ann.remove(written);
      expect(await answered(bob)).not.toMatch(/nine|ten/);
    }
  });

  it('serve many people of one moment over a few sessions', async () => {
    const everybody = Array.from({ length: 20 }, newcomers).flat();
    const statuses = await Promise.all(
      everybody.map(async (person) => {
        await person.write(note('nine'));
        const again = [
          await person.ask(QUESTION),
          await person.ask(QUESTION),
          await person.call('GET', '/notes'),
        ];
        return again.map(({ status }) => status);
      }),
    );
    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    const { rows } = await admin.query<{ sessions: number }>(
      'SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE datname = $1',
      [name],
    );
    expect(rows[0]?.sessions).toBeLessThanOrEqual(SERVER_SESSIONS);
  });

  it('are purged together', async () => {
    const [ann, bob] = newcomers();
    await ann.write(note('nine'));
    await bob.ask(QUESTION);
    expect((await bob.ask(QUESTION)).body.metadata.match).toBe('exact');
    expect((await ann.call('DELETE', '/assistant/cache')).status).toBe(200);
    expect((await bob.ask(QUESTION)).body.metadata.match).toBeNull();
  });

  it('are ready, with every trigger as it was installed', async () => {
    for (const app of instances)
      expect(await app.as().call('GET', '/health/ready')).toMatchObject({
        status: 200,
        body: { status: 'ready', freshness: [] },
      });
  });

  it('do not start with prepared statements, and say what to set', async () => {
    const told = await startApp({ ...ENV, DATABASE_PREPARE: 'true' }, database).then(async (app) => {
      await app.stop();
      return 'It started.';
    }, startErrorText);
    expect(told).toMatch(/unsupported startup parameter.*set DATABASE_PREPARE=false\.$/);
  });
});

describeWithPgBouncer('a PgBouncer that takes no more clients', () => {
  const poolSize = 2;
  const changes: DatabaseChange[] = [];
  let pooler: PgBouncer;
  let database: Database;

  beforeAll(async () => {
    const server = new URL(process.env['TRIVET_TEST_DATABASE_URL'] ?? '');
    pooler = await PgBouncer.start(server, poolSize);
    const url = pooler.urlOf(server.pathname.slice(1));
    const log = (change: DatabaseChange) => changes.push(change);
    database = await Database.open({ url, dataDir: '', poolSize, prepare: false, log });
  });
  afterAll(async () => {
    await database.close();
    await pooler.close();
  });

  it('lives: the probe that it refuses breaks no connection that it gave', async () => {
    // Longer than a statement may take before the server is suspected to hang.
    const slow = () => database.query({ text: 'SELECT pg_sleep(0.8)' });
    await Promise.all([slow(), slow()]);
    await expect(database.stamps.query({ text: 'SELECT 1' })).rejects.toThrow('no more connections allowed');
    expect(changes).toEqual([]);
  });
});
