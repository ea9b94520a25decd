import { randomUUID } from 'node:crypto';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { startModelServer, type ModelServer } from '../../support/model-server';
import { valuesSaying } from '../../support/redis-words';

const { TRIVET_TEST_REDIS_URL: redisUrl = '' } = process.env;
const onRedis = redisUrl ? describe : describe.skip;

const SECRET = 'the combination of the safe is four, eight, fifteen';
const NOTE = { title: 'Safe', body: `In the office, ${SECRET}.`, visibility: 'workspace', workspace: 'eng' };
const QUESTION = 'What is the combination of the safe?';

onRedis.each(['hybrid', 'redis'])('with CACHE_TYPE=%s, what Redis holds of a note', (type) => {
  let app: TestApp;
  let model: ModelServer;
  let ann: Person;
  let release = (): void => undefined;
  const prefix = `erasure-${randomUUID()}:`;

  beforeAll(async () => {
    model = await startModelServer();
    app = await startApp({
      ...JWT,
      ...model.env,
      CACHE_TYPE: type,
      REDIS_URL: redisUrl,
      REDIS_PREFIX: prefix,
    });
  });
  beforeEach(() => {
    ann = app.newcomer();
  });
  // A model that is still held would keep the application from ending.
  afterEach(() => {
    release();
  });
  afterAll(async () => {
    try {
      await app.close();
    } finally {
      await model.close();
    }
  });

  async function values(saying: string): Promise<number> {
    await app.stored();
    return valuesSaying(saying, { url: redisUrl, prefix });
  }

  it('is its words, once for all entries, and answers; and goes when the note is deleted', async () => {
    const note = await ann.write(NOTE);
    await ann.ask(QUESTION);
    await ann.ask(`${QUESTION} Please`);
    // One passage, and two answers that say the whole of it.
    expect(await values(SECRET)).toBe(3);
    await ann.remove(note);
    await app.pollErasures();
    expect(await values(SECRET)).toBe(0);
  });

  it('goes when the note is made private, and not when somebody edits it for those who may read it', async () => {
    const note = await ann.write(NOTE);
    await ann.ask(QUESTION);
    await ann.edit(note, { body: `${NOTE.body} Soon it will change.` });
    await app.pollErasures();
    expect(await values(SECRET)).toBeGreaterThan(0);
    await ann.edit(note, { visibility: 'private' });
    await app.pollErasures();
    expect(await values(SECRET)).toBe(0);
    const again = await ann.ask(QUESTION);
    expect(again.body.answer).toContain(SECRET);
    expect(await values(SECRET)).toBe(2);
    await ann.remove(note);
    await app.pollErasures();
  });

  it('goes also when an answer drawn from it lands after it was deleted', async () => {
    const note = await ann.write(NOTE);
    release = model.hold();
    const asked = model.prompts.length;
    const slow = ann.ask(QUESTION);
    await model.arrived(asked + 1);
    await ann.remove(note);
    await app.pollErasures();
    release();
    expect((await slow).body.answer).toContain(SECRET);
    expect(await values(SECRET)).toBe(0);
  });

  it('leaves what was drawn from other notes', async () => {
    const other = await ann.write({
      ...NOTE,
      title: 'Door',
      body: 'The office door opens with a blue badge.',
    });
    const note = await ann.write(NOTE);
    await ann.ask('Which badge opens the office door?');
    const before = await values('blue badge');
    await ann.ask('Is the safe in the cellar?', { top_k: 1 });
    await ann.remove(note);
    await app.pollErasures();
    expect(before).toBeGreaterThan(0);
    expect(await values('The office door')).toBeGreaterThan(0);
    await ann.remove(other);
    await app.pollErasures();
  });
});
