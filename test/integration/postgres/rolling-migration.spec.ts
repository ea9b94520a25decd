import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../src/engines/database/database';
import { migrate } from '../../../src/engines/database/migrations/migrate';
import { CORE_MIGRATIONS, NOTES_MIGRATIONS } from '../../../src/engines/database/migrations/sets';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { expectDoneOrRefused, Loop, writing } from './load';

jest.setTimeout(60_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

const QUESTION = 'When does the bakery open?';
const ENV = { ...JWT, EMBEDDING_PROVIDER: 'lexical' };

// The embedded engine has one process.
(databaseUrl ? describe : describe.skip)('an instance, while a newer version migrates its database', () => {
  let database: FreshDatabase;
  let newer: string;
  let app: TestApp;
  let me: Person;

  beforeAll(async () => {
    database = await freshDatabase();
    newer = mkdtempSync(join(tmpdir(), 'trivet-test-'));
    for (const name of readdirSync(NOTES_MIGRATIONS.folder))
      copyFileSync(join(NOTES_MIGRATIONS.folder, name), join(newer, name));
    // What forward-only migrations do: they add, and what is there goes on to work as it did.
    writeFileSync(
      join(newer, '9000_newer.sql'),
      `ALTER TABLE notes ADD COLUMN mood text NOT NULL DEFAULT 'calm';
       ALTER TABLE chunks ADD COLUMN language text;
       CREATE TABLE moods (mood text PRIMARY KEY);
       CREATE INDEX notes_mood ON notes (mood);`,
    );
    app = await startApp(ENV, database);
    me = app.newcomer();
    await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    await me.ask(QUESTION);
  });
  afterAll(async () => {
    await app.close();
    rmSync(newer, { recursive: true });
  });

  it('goes on serving, writing and being ready, and may be started again on the newer schema', async () => {
    const loops = [
      writing(me),
      new Loop(() => me.ask(QUESTION)),
      new Loop(() => me.call('GET', '/notes')),
      new Loop(() => me.call('GET', '/health/ready')),
    ];
    const [writer, ...others] = loops;
    const served = () => Promise.all([writer?.sees(201, 5), ...others.map((loop) => loop.sees(200, 5))]);
    await served();
    const newVersion = await Database.open(database);
    const sets = [CORE_MIGRATIONS, { ...NOTES_MIGRATIONS, folder: newer }];
    expect((await migrate(newVersion, sets)).applied).toEqual(['notes/9000_newer.sql']);
    await newVersion.close();
    await served();
    await Promise.all(loops.map((loop) => loop.stop()));
    const outcomes = loops.flatMap((loop) => loop.outcomes);
    expectDoneOrRefused(outcomes);
    expect(outcomes.filter(({ status }) => status >= 300)).toEqual([]);

    await app.stop();
    app = await startApp(ENV, database);
    expect((await app.as().call('GET', '/health/ready')).status).toBe(200);
    const somebody = app.newcomer();
    await somebody.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    expect((await somebody.ask(QUESTION)).body.answer).toContain('nine');
  });
});
