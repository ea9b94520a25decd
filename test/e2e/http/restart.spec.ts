import { Database } from '../../../src/engines/database/database';
import { JWT, startApp, type TestApp } from '../../support/app';
import { freshDatabase, type FreshDatabase } from '../../support/engine';

const QUESTION = 'When does the bakery open on Sundays?';
const ANN = { sub: 'ann', tenant: 'restarted' };

const isEmbedded = process.env['TRIVET_TEST_DATABASE_URL'] === undefined;
const onEmbedded = isEmbedded ? it : it.skip;

let database: FreshDatabase;
let running: TestApp[];

beforeEach(async () => {
  running = [];
  database = await freshDatabase();
});
afterEach(async () => {
  for (const app of running) await app.stop();
  await database.drop();
});

async function start(env: Record<string, string> = {}): Promise<TestApp> {
  const app = await startApp({ ...JWT, ...env }, database);
  running.push(app);
  return app;
}

async function stop(app: TestApp): Promise<void> {
  running = running.filter((other) => other !== app);
  await app.stop();
}

describe('a start with another embedding model on the same data', () => {
  it('is refused with what to do, changes nothing, and the former model goes on', async () => {
    const before = await start();
    const note = await before
      .as(ANN)
      .write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    await stop(before);

    const other = start({ EMBEDDING_PROVIDER: 'lexical' });
    await expect(other).rejects.toThrow(/embedded with minilm.*lexical.*npm run reindex.*former model/i);
    const again = (await start()).as(ANN);
    expect((await again.call('GET', `/notes/${note.id}`)).body).toEqual(note);
    expect((await again.ask(QUESTION)).body.sources).toHaveLength(1);
  });
});

describe('a start whose chunker is newer than the chunks', () => {
  const onServer = isEmbedded ? it.skip : it;

  /** A database as an earlier version leaves it: cut otherwise. */
  async function leaveOld(): Promise<string> {
    const before = await start();
    const ann = before.as(ANN);
    const { id } = await ann.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    await ann.ask(QUESTION);
    const query = (text: string) => before.nest.get(Database).query({ text });
    await query("UPDATE chunks SET content = 'As it was cut before.', hash = 'before'");
    await query('UPDATE embedding_space SET chunker = 1');
    await stop(before);
    return id;
  }

  onEmbedded('cuts the notes anew by itself, and questions and edits go on', async () => {
    const id = await leaveOld();
    const ann = (await start()).as(ANN);
    const { body } = await ann.ask(QUESTION);
    expect(body.sources.map(({ content }) => content)).toEqual(['The bakery opens at nine on Sundays.']);
    await ann.edit({ id }, { body: 'The bakery opens at ten on Sundays.' });
    expect((await ann.ask(QUESTION)).body.answer).toContain('ten');
  });

  onServer('is refused with what to do, because others may answer from the chunks meanwhile', async () => {
    await leaveOld();
    await expect(start()).rejects.toThrow(/cut by version 1 .*npm run reindex/);
  });
});

describe('a second start on one data folder', () => {
  onEmbedded('stops and names the holder and the remedy, and the first goes on', async () => {
    // No threads, which a start that is refused early leaves to the end of its process.
    const lexical = { EMBEDDING_PROVIDER: 'lexical' };
    const first = await start(lexical);
    const holder = `in use by process ${process.pid} on `;
    await expect(start(lexical)).rejects.toThrow(holder);
    await expect(start(lexical)).rejects.toThrow(/Stop that process, or set DATA_DIR/);
    await first.as(ANN).write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    expect((await first.as(ANN).ask(QUESTION)).body.sources).toHaveLength(1);
  });
});
