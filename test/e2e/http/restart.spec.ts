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
