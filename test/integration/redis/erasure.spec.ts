import { inflateRawSync } from 'node:zlib';
import { createClient, RESP_TYPES } from '@redis/client';
import { randomUUID } from 'node:crypto';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { startModelServer, type ModelServer } from '../../support/model-server';

const { TRIVET_TEST_REDIS_URL: redisUrl = '' } = process.env;
const onRedis = redisUrl ? describe : describe.skip;

const SECRET = 'the combination of the safe is four, eight, fifteen';
const NOTE = { title: 'Safe', body: `In the office, ${SECRET}.`, visibility: 'workspace', workspace: 'eng' };
const QUESTION = 'What is the combination of the safe?';

onRedis.each(['hybrid', 'redis'])('with CACHE_TYPE=%s, what Redis holds of a note', (type) => {
  let app: TestApp;
  let model: ModelServer;
  let ann: Person;
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
  afterAll(async () => {
    await app.close();
    await model.close();
  });

  /** How many values in Redis say it. Only a test looks at every key. */
  async function values(saying: string): Promise<number> {
    await app.stored();
    const client = createClient({ url: redisUrl, RESP: 3 });
    await client.connect();
    const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    let found = 0;
    for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) {
      for (const key of keys) {
        if ((await client.type(key)) !== 'string') continue;
        if (textOf((await binary.get(key)) ?? Buffer.alloc(0)).includes(saying)) found++;
      }
    }
    client.destroy();
    return found;
  }

  it('is its words, once for all entries, and answers; and goes when the note is deleted', async () => {
    const note = await ann.write(NOTE);
    await ann.ask(QUESTION);
    await ann.ask(`${QUESTION} Please`);
    // One passage, and two answers that say the whole of it.
    expect(await values(SECRET)).toBe(3);
    await ann.remove(note);
    await app.erased();
    expect(await values(SECRET)).toBe(0);
  });

  it('goes when the note is made private, and not when somebody edits it for those who may read it', async () => {
    const note = await ann.write(NOTE);
    await ann.ask(QUESTION);
    await ann.edit(note, { body: `${NOTE.body} Soon it will change.` });
    await app.erased();
    expect(await values(SECRET)).toBeGreaterThan(0);
    await ann.edit(note, { visibility: 'private' });
    await app.erased();
    expect(await values(SECRET)).toBe(0);
    const again = await ann.ask(QUESTION);
    expect(again.body.answer).toContain(SECRET);
    expect(await values(SECRET)).toBe(2);
    await ann.remove(note);
    await app.erased();
  });

  it('goes also when an answer drawn from it lands after it was deleted', async () => {
    const note = await ann.write(NOTE);
    const release = model.hold();
    const asked = model.prompts.length;
    const slow = ann.ask(QUESTION);
    await model.arrived(asked + 1);
    await ann.remove(note);
    await app.erased();
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
    await app.erased();
    expect(before).toBeGreaterThan(0);
    expect(await values('The office door')).toBeGreaterThan(0);
    await ann.remove(other);
    await app.erased();
  });
});

/** Where an answer's text begins: after version, times, and lengths of no stamps and no passages (entry-codec.ts). */
const ANSWER_AT = 16;

/** All that an entry says, whether its text begins at once, as a passage's, or after a head; of a vector, anything. */
function textOf(bytes: Buffer): string {
  return [0, ANSWER_AT].map((at) => inflated(bytes.subarray(at + 1)) + bytes.subarray(at).toString()).join();
}

function inflated(bytes: Buffer): string {
  try {
    return inflateRawSync(bytes).toString();
  } catch {
    return '';
  }
}
