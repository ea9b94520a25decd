import { setImmediate } from 'node:timers/promises';
import { BackgroundStores } from '../../../src/core/cache/background-stores';
import { Database } from '../../../src/engines/database/database';
import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { JWT, startApp, type TestApp } from '../../support/app';
import { startModelServer, type ModelServer } from '../../support/model-server';

const QUESTION = 'When does the bakery open on Sundays?';
const NOTES = [
  { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' },
  { title: 'Bicycle', body: 'The rear brake cable was replaced by Ines in June.' },
  { title: 'Sundays', body: 'On Sundays the bakery sells rye bread only.', visibility: 'workspace' },
];
const ANN = { sub: 'ann', tenant: 'restarted' };

const isEmbedded = process.env['TRIVET_TEST_DATABASE_URL'] === undefined;
const onEmbedded = isEmbedded ? it : it.skip;

let database: FreshDatabase;
let model: ModelServer;
let running: TestApp[];

beforeEach(async () => {
  running = [];
  model = await startModelServer();
  database = await freshDatabase();
});
afterEach(async () => {
  for (const app of running) await app.stop();
  await database.drop();
  await model.close();
});

async function start(env: Record<string, string> = {}): Promise<TestApp> {
  const app = await startApp({ ...model.env, ...JWT, ...env }, database);
  running.push(app);
  return app;
}

async function stop(app: TestApp): Promise<void> {
  running = running.filter((other) => other !== app);
  await app.stop();
}

describe('a restart on the same data', () => {
  it('loses no note and answers from the same sources', async () => {
    const before = await start();
    const ann = before.as(ANN);
    const notes = [];
    for (const note of NOTES) notes.push(await ann.write(note));
    const first = await ann.ask(QUESTION);
    await stop(before);

    const again = (await start()).as(ANN);
    for (const note of notes) expect((await again.call('GET', `/notes/${note.id}`)).body).toEqual(note);
    expect((await again.ask(QUESTION)).body.sources).toEqual(first.body.sources);
    const edited = await again.edit(notes[0] ?? { id: '' }, { body: 'The bakery opens at ten on Sundays.' });
    expect(edited.version).toBe(2);
    expect((await again.ask(QUESTION)).body.answer).toContain('ten');
  });

  onEmbedded('embeds nothing that was embedded before it', async () => {
    const before = await start();
    for (const note of NOTES) await before.as(ANN).write(note);
    await before.as(ANN).ask(QUESTION);
    await stop(before);

    const again = (await start()).as(ANN);
    expect((await again.ask(QUESTION)).body.sources).toHaveLength(2);
    expect((await again.stats()).combined.embedded_texts).toBe(0);
    expect((await again.stats()).l2_embedding).toMatchObject({ total_hits: 1, total_misses: 0 });
    await again.ask('Who replaced the brake cable?');
    expect((await again.stats()).combined.embedded_texts).toBe(1);
  });

  onEmbedded('finds the vectors that were still queued when it was told to stop', async () => {
    const before = await start();
    for (const note of NOTES) await before.as(ANN).write(note);
    const held = holdStores(before);
    const questions = ['What bread is there on Sundays?', 'Who replaced the brake cable?', QUESTION];
    for (const question of questions) await before.as(ANN).ask(question);
    expect(held.waiting()).toBe(true);
    const stopped = stop(before);
    held.release();
    await stopped;

    const again = (await start()).as(ANN);
    for (const question of questions) await again.ask(question);
    expect((await again.stats()).combined.embedded_texts).toBe(0);
  });

  it('finishes the answer that was on its way before its stores are drained, and refuses what comes after', async () => {
    const before = await start();
    const ann = before.as(ANN);
    await ann.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    const release = model.hold();
    const drain = jest.spyOn(before.nest.get(BackgroundStores), 'beforeApplicationShutdown');
    const asked = ann.ask(QUESTION);
    await model.arrived(1);
    const stopped = stop(before);
    while (before.nest.getHttpServer().listening) await setImmediate();
    expect(drain).not.toHaveBeenCalled();
    release();
    expect((await asked).body.answer).toContain('nine');
    await stopped;
    expect(drain).toHaveBeenCalledTimes(1);
    await expect(ann.ask(QUESTION)).rejects.toThrow('fetch failed');
  });
});

/** Keeps the application from storing vectors on disk until it is released. */
function holdStores(app: TestApp): { waiting: () => boolean; release: () => void } {
  const database = app.nest.get(Database);
  const query = database.query.bind(database);
  let isWaiting = false;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  jest.spyOn(database, 'query').mockImplementation(async (statement) => {
    if (statement.text.includes('INSERT INTO trivet.vectors')) {
      isWaiting = true;
      await released;
    }
    return query(statement);
  });
  return { waiting: () => isWaiting, release };
}
