import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as WorkerThreads from 'node:worker_threads';
import type { DatabaseChange } from '../../../src/engines/database/availability';
import { Database } from '../../../src/engines/database/database';
import { DataDirHeldError } from '../../../src/engines/database/data-dir-lock';
import { DatabaseUnavailableError } from '../../../src/engines/database/database-unavailable.error';
import { EmbeddedPostgres } from '../../../src/engines/database/embedded/embedded-postgres';
import { EmbeddedPostgresError } from '../../../src/engines/database/embedded/postgres-thread';
import { copyEmbeddedTemplate } from '../../support/engine-embedded';

const mockWorkers: WorkerThreads.Worker[] = [];
jest.mock('node:worker_threads', () => {
  const actual = jest.requireActual<typeof WorkerThreads>('node:worker_threads');
  class RememberedWorker extends actual.Worker {
    constructor(...given: ConstructorParameters<typeof WorkerThreads.Worker>) {
      super(...given);
      mockWorkers.push(this);
    }
  }
  return { ...actual, Worker: RememberedWorker };
});

jest.setTimeout(120_000);

/** Whatever TRIVET_TEST_DATABASE_URL says: this is about the embedded engine. */
describe('the embedded database', () => {
  let template: string;
  let dataDir: string;
  beforeAll(async () => {
    template = mkdtempSync(join(tmpdir(), 'trivet-test-'));
    await copyEmbeddedTemplate([], join(template, 'data'));
  });
  afterAll(() => {
    rmSync(template, { recursive: true });
  });
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });
  const fill = (): Promise<void> => copyEmbeddedTemplate([], dataDir);
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

  it('is created where nobody else may look, and what was written is there after it was closed', async () => {
    const folder = join(dataDir, 'made', 'deep');
    const first = await Database.open({ dataDir: folder });
    expect(first.embedded).toBe(true);
    await first.query({ text: 'CREATE TABLE kept AS SELECT 7 AS seven' });
    expect([mode(folder), mode(join(folder, 'postgres'))]).toEqual(['700', '700']);
    const sockets = String(first.pool.options.host);
    expect(mode(sockets)).toBe('700');
    await first.close();
    expect(existsSync(sockets)).toBe(false);
    expect(readdirSync(folder)).toEqual(['postgres']);

    const second = await Database.open({ dataDir: folder });
    expect((await second.query({ text: 'SELECT * FROM kept' })).rows).toEqual([{ seven: 7 }]);
    await second.close();
  });

  it('is not opened twice, and the first does not notice the second', async () => {
    await fill();
    const first = await Database.open({ dataDir });
    await expect(Database.open({ dataDir })).rejects.toThrow(DataDirHeldError);
    expect((await first.query({ text: 'SELECT 1 AS one' })).rows).toEqual([{ one: 1 }]);
    await first.close();
    await (await Database.open({ dataDir })).close();
  });

  it('gives every new connection a fresh session, whatever a lost one left behind', async () => {
    await fill();
    const database = await Database.open({ dataDir });
    const named = { name: 'same name', text: 'SELECT $1::int AS given', values: [1] };
    await database.query(named);
    const client = await database.pool.connect();
    await client.query('SET statement_timeout = 7777');
    await client.query('BEGIN');
    await client.query('CREATE TABLE uncommitted ()');
    client.release(new Error('lost'));
    await leaveHalfPipeline(String(database.pool.options.host));

    expect((await database.query(named)).rows).toEqual([{ given: 1 }]);
    const text = "SELECT to_regclass('uncommitted') AS gone, current_setting('statement_timeout') AS timeout";
    expect((await database.query({ text })).rows).toEqual([{ gone: null, timeout: '0' }]);
    await database.close();
  });

  it('says that it broke, once, and fails every query clearly instead of hanging', async () => {
    await fill();
    const changes: DatabaseChange[] = [];
    const database = await Database.open({ dataDir, log: (change) => changes.push(change) });
    const running = database.query({ text: 'SELECT count(*) FROM generate_series(1, 100000000)' });
    await Promise.all([
      expect(running).rejects.toThrow(DatabaseUnavailableError),
      mockWorkers.at(-1)?.terminate(),
    ]);
    await expect(database.query({ text: 'SELECT 1' })).rejects.toThrow(DatabaseUnavailableError);
    expect(changes.map(({ state }) => state)).toEqual(['down']);
    await database.close();
    expect(readdirSync(dataDir)).toEqual(['postgres']);
  });

  it('tells whoever started it that its thread ended', async () => {
    await fill();
    const broken = new Promise<EmbeddedPostgresError>((onBroken) => {
      void EmbeddedPostgres.start({ dataDir, onBroken }).then(() => mockWorkers.at(-1)?.terminate());
    });
    const error = await broken;
    expect(error).toBeInstanceOf(EmbeddedPostgresError);
    expect(error.message).toContain('Restart Trivet');
  });

  it('does not start on what is no database, gives the folder back and says why', async () => {
    writeFileSync(join(dataDir, 'postgres'), 'not a folder');
    await expect(Database.open({ dataDir })).rejects.toThrow(EmbeddedPostgresError);
    expect(readdirSync(dataDir)).toEqual(['postgres']);
  });
});

/** Connects and is gone in the middle of a failed pipeline: the engine now ignores everything until Sync. */
async function leaveHalfPipeline(folder: string): Promise<void> {
  const startup = '\0\0\0\x17\0\x03\0\0user\0postgres\0\0';
  const parse = 'P\0\0\0\x0e\0selekt\0\0\0';
  const socket = createConnection(join(folder, '.s.PGSQL.5432'));
  const answer = new Promise<void>((resolve) => {
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      if (heard.includes('syntax error')) resolve();
    });
  });
  socket.write(Buffer.from(startup + parse, 'latin1'));
  await answer;
  socket.destroy();
}
