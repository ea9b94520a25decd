import { randomUUID } from 'node:crypto';
import { JWT, startApp, type TestApp } from '../../support/app';
import { freshDatabase } from '../../support/engine';
import { startModelServer, type ModelServer } from '../../support/model-server';

const NOTE = {
  title: 'Volcano ledger',
  body: 'The volcano keeps a ledger of its fires.',
  visibility: 'workspace',
  workspace: 'eng',
};
const QUESTION = 'What does the volcano keep?';
const ASKED = 12;

let model: ModelServer;
const apps: TestApp[] = [];

beforeAll(async () => {
  model = await startModelServer();
});
afterEach(async () => {
  const [last] = apps.splice(0).reverse();
  await last?.close();
});
afterAll(() => model.close());

async function start(on?: TestApp['database']): Promise<TestApp> {
  const app = await startApp({ ...JWT, ...model.env, EMBEDDING_PROVIDER: 'lexical' }, on);
  apps.push(app);
  return app;
}

function colleagues(app: TestApp, tenant = randomUUID()) {
  return { tenant, ann: app.as({ sub: 'ann', tenant }), bob: app.as({ sub: 'bob', tenant }) };
}

/** Asks equal questions one after another. @returns how many of them the model had to answer */
async function costOf(asker: ReturnType<typeof colleagues>['bob'], app: TestApp): Promise<number> {
  const before = model.prompts.length;
  for (let at = 0; at < ASKED; at++) {
    expect((await asker.ask(QUESTION)).body.answer).toContain('ledger of its fires');
    await app.stored();
  }
  return model.prompts.length - before;
}

describe('a note that is shared again after it was private', () => {
  it('is cached as ever: equal questions about it cost one answer', async () => {
    const app = await start();
    const { ann, bob } = colleagues(app);
    const note = await ann.write(NOTE);
    expect(await costOf(bob, app)).toBe(1);
    for (let round = 0; round < 3; round++) {
      await ann.edit(note, { visibility: 'private' });
      expect((await bob.ask(QUESTION)).body.sources).toEqual([]);
      await ann.edit(note, { visibility: 'workspace', workspace: 'eng' });
      await app.pollErasures();
      expect(await costOf(bob, app)).toBe(1);
    }
  });

  it('is cached by an instance that starts afterwards', async () => {
    const database = await freshDatabase();
    const before = await start(database);
    const { tenant, ann } = colleagues(before);
    const note = await ann.write(NOTE);
    await ann.edit(note, { visibility: 'private' });
    await ann.edit(note, { visibility: 'workspace', workspace: 'eng' });
    await before.pollErasures();
    await before.stop();
    const after = await start(database);
    await after.pollErasures();
    expect(await costOf(colleagues(after, tenant).bob, after)).toBe(1);
  });
});

describe('an answer that two people share, whose own notes say the same', () => {
  it('goes with the note of either of them, and the other pays for one again', async () => {
    const app = await start();
    const { ann, bob } = colleagues(app);
    const his = await bob.write({ title: NOTE.title, body: NOTE.body });
    const hers = await ann.write({ title: NOTE.title, body: NOTE.body });
    expect(his.visibility).toBe('private');
    await bob.ask(QUESTION);
    await app.stored();
    expect((await ann.ask(QUESTION)).body.metadata.match).toBe('revalidated');
    await app.stored();
    await ann.remove(hers);
    await app.pollErasures();
    const again = await bob.ask(QUESTION);
    expect(again.body.metadata.match).toBeNull();
    expect(await costOf(bob, app)).toBe(0);
    await bob.remove(his);
  });
});
