import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { Database } from '../../../src/engines/database/database';
import { MigrationError } from '../../../src/engines/database/migrations/files';
import { migrate } from '../../../src/engines/database/migrations/migrate';
import { ALL_MIGRATIONS } from '../../../src/engines/database/migrations/sets';
import { type FreshDatabase, freshDatabase } from '../../support/engine';
import { describeOnServer } from '../freshness/support';

jest.setTimeout(120_000);

describe('migrate', () => {
  let fresh: FreshDatabase;
  let database: Database;
  let folder: string;
  let number = 0;
  beforeAll(async () => {
    fresh = await freshDatabase([]);
    database = await Database.open(fresh);
  });
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trivet-test-'));
    await database.query({ text: 'DROP SCHEMA IF EXISTS trivet CASCADE' });
    await database.query({ text: 'DROP SCHEMA IF EXISTS made CASCADE' });
    await database.query({ text: 'CREATE SCHEMA made' });
    number = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const sets = () => [{ name: 'steps', folder }];
  /** Adds the next file. */
  const add = (sql: string, name = `000${++number}_step.sql`): string => {
    writeFileSync(join(folder, name), sql);
    return name;
  };
  const tables = async (): Promise<string[]> => {
    const text = "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'made' ORDER BY 1";
    const { rows } = await database.query<{ name: string }>({ text });
    return rows.map(({ name }) => name);
  };
  const remembered = async (): Promise<string[]> => {
    const { rows } = await database.query<{ name: string }>({
      text: 'SELECT name FROM trivet.steps_migrations ORDER BY 1',
    });
    return rows.map(({ name }) => name);
  };

  it('applies files in order, several statements each, and the second time none', async () => {
    add('CREATE TABLE made.a (id int); INSERT INTO made.a VALUES (1);');
    add('ALTER TABLE made.a RENAME TO b; CREATE TABLE made.c ()');
    expect(await migrate(database, sets())).toEqual({
      applied: ['steps/0001_step.sql', 'steps/0002_step.sql'],
      unknown: [],
    });
    expect(await migrate(database, sets())).toEqual({ applied: [], unknown: [] });
    expect(await tables()).toEqual(['b', 'c']);
    add('CREATE TABLE made.d ()');
    expect(await migrate(database, sets())).toEqual({ applied: ['steps/0003_step.sql'], unknown: [] });
  });

  it('applies each file once when several start at once', async () => {
    add('CREATE TABLE made.a (id int)');
    add('INSERT INTO made.a VALUES (1)');
    const others =
      fresh.url === undefined ? [] : await Promise.all([Database.open(fresh), Database.open(fresh)]);
    const runs = await Promise.all([database, database, ...others].map((each) => migrate(each, sets())));
    expect(runs.flatMap(({ applied }) => applied).sort()).toEqual([
      'steps/0001_step.sql',
      'steps/0002_step.sql',
    ]);
    expect((await database.query({ text: 'SELECT * FROM made.a' })).rowCount).toBe(1);
    await Promise.all(others.map((each) => each.close()));
  });

  it('leaves nothing of a file that fails, keeps those before it, and says where it failed', async () => {
    add('CREATE TABLE made.a ()');
    add('CREATE TABLE made.b ();\nCREATE TABLE made.c ();\nSELEKT 1;');
    add('CREATE TABLE made.d ()');
    await expect(migrate(database, sets())).rejects.toThrow(/0002_step\.sql: syntax error .*\(line 3\)/);
    expect(await tables()).toEqual(['a']);
    expect(await remembered()).toEqual(['0001_step.sql']);
    add('CREATE TABLE made.b ()', '0002_step.sql');
    expect((await migrate(database, sets())).applied).toEqual(['steps/0002_step.sql', 'steps/0003_step.sql']);
  });

  it('refuses a file that was changed after it was applied, and applies nothing', async () => {
    const name = add('CREATE TABLE made.a ()');
    await migrate(database, sets());
    writeFileSync(join(folder, name), 'CREATE TABLE made.a (id int)');
    add('CREATE TABLE made.b ()');
    const refused = await migrate(database, sets()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(MigrationError);
    expect(String(refused)).toMatch(/0001_step\.sql: .*Restore it/);
    expect(await tables()).toEqual(['a']);
  });

  it('takes a checkout with other line ends for the same file', async () => {
    const name = add('CREATE TABLE made.a\n();\n');
    await migrate(database, sets());
    writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').replaceAll('\n', '\r\n'));
    expect((await migrate(database, sets())).applied).toEqual([]);
  });

  it('lets an older version run on the database of a newer one', async () => {
    add('CREATE TABLE made.a ()');
    const newer = add('CREATE TABLE made.b ()');
    await migrate(database, sets());
    rmSync(join(folder, newer));
    expect(await migrate(database, sets())).toEqual({ applied: [], unknown: [`steps/${newer}`] });
    expect(await tables()).toEqual(['a', 'b']);
  });

  it.each([
    [['1_a.sql'], 'must be like'],
    [['0001_a.sql', '0001_b.sql'], 'is taken by 0001_a.sql'],
  ])('refuses the names %j', async (names, message) => {
    for (const name of names) add('CREATE TABLE made.a ()', name);
    await expect(migrate(database, sets())).rejects.toThrow(message);
    expect(await tables()).toEqual([]);
  });

  it('changes the epoch with every file, and not when there is none to apply', async () => {
    add(`CREATE TABLE trivet.touched (corpora text[]);
      CREATE FUNCTION trivet.touch(corpora text[]) RETURNS void LANGUAGE sql AS
      'INSERT INTO trivet.touched VALUES (corpora)'`);
    add('CREATE TABLE made.a ()');
    await migrate(database, sets());
    await migrate(database, sets());
    const { rows } = await database.query({ text: 'SELECT corpora FROM trivet.touched' });
    expect(rows).toEqual([{ corpora: ['*'] }, { corpora: ['*'] }]);
  });
});

describeOnServer('a role that owns its database and has no other rights', () => {
  it('migrates an empty database that has the extension, and finds there', async () => {
    const fresh = await freshDatabase([]);
    const superuser = new Client({ connectionString: fresh.url });
    await superuser.connect();
    const role = `owner_${String(process.pid)}`;
    await superuser.query(`DROP SCHEMA IF EXISTS trivet CASCADE; CREATE EXTENSION IF NOT EXISTS vector; CREATE ROLE ${role} LOGIN PASSWORD '${role}' NOSUPERUSER;
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO ${role}', current_database()); END $$;
      GRANT ALL ON SCHEMA public TO ${role}`);
    const url = new URL(fresh.url ?? '');
    [url.username, url.password] = [role, role];
    const database = await Database.open({ ...fresh, url: url.href });
    try {
      expect((await migrate(database, ALL_MIGRATIONS)).applied.length).toBeGreaterThan(8);
      const near = "SELECT FROM trivet.near_sketches('{a}', B'1', 5)";
      expect((await database.query({ text: near })).rowCount).toBe(0);
    } finally {
      await database.close();
      await superuser.query(
        `REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`,
      );
      await superuser.end();
      await fresh.drop();
    }
  });
});
