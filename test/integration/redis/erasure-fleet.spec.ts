import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { SharedEntries } from '../../../src/core/cache/shared/shared-entries';
import { Gauges } from '../../../src/core/ledger/gauges';
import { JWT, startApp, type NoteBody, type Person, type TestApp } from '../../support/app';
import { startChildApp, type ChildApp } from '../../support/child-app';
import { eventually } from '../../support/eventually';
import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { startFleet, type Fleet } from '../../support/fleet';
import { startModelServer, type ModelServer } from '../../support/model-server';
import { untilRedisAnswers } from '../../support/redis-answers';
import { describeWithRedis } from '../../support/describe-with-redis';
import { RedisServer } from '../../support/redis-server';
import { valuesSaying } from '../../support/redis-words';

jest.setTimeout(60_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl, TRIVET_TEST_REDIS_URL: redisUrl = '' } = process.env;

const SECRET = 'the combination of the safe is four, eight, fifteen';
const NOTE = { title: 'Safe', body: `In the office, ${SECRET}.`, visibility: 'workspace', workspace: 'eng' };
const DOOR = { ...NOTE, title: 'Door', body: 'The office door opens with a blue badge.' };
const QUESTION = 'What is the combination of the safe?';

(databaseUrl && redisUrl ? describe : describe.skip)('instances that share Redis and a database', () => {
  const prefix = `erasure-${randomUUID()}:`;
  let model: ModelServer;
  let fleet: Fleet;
  let one: TestApp;
  let other: TestApp;
  let ann: Person;
  let annElsewhere: Person;
  let release = (): void => undefined;

  beforeAll(async () => {
    model = await startModelServer();
    fleet = await startFleet({ ...model.env, REDIS_URL: redisUrl, REDIS_PREFIX: prefix }, 2);
    [one, other] = fleet.instances as [TestApp, TestApp];
  });
  beforeEach(() => {
    [ann, annElsewhere] = fleet.newcomer() as [Person, Person];
  });
  afterEach(() => {
    jest.restoreAllMocks();
    // A model that is still held would keep the instances from ending.
    release();
  });
  afterAll(async () => {
    try {
      await fleet.close();
    } finally {
      await model.close();
    }
  });

  async function inRedis(saying: string): Promise<number> {
    await Promise.all([one.stored(), other.stored()]);
    return valuesSaying(saying, { url: redisUrl, prefix });
  }

  async function sql(text: string, values: readonly unknown[] = []): Promise<void> {
    const client = new Client(one.database.url);
    await client.connect();
    await client.query(text, [...values]).finally(() => client.end());
  }

  it('forget a note that one of them deleted when they poll, also what they took up from Redis', async () => {
    const before = inMemory(other);
    const note = await ann.write(NOTE);
    await ann.ask(QUESTION);
    await one.stored();
    expect((await annElsewhere.ask(QUESTION)).body.metadata.match).toBe('exact');
    expect(inMemory(other)).toEqual({ questions: before.questions + 1, answers: before.answers + 1 });
    await ann.remove(note);
    await one.pollErasures();
    expect(await inRedis(SECRET)).toBe(0);
    await other.pollErasures();
    expect(inMemory(other)).toEqual(before);
  });

  it('do not take up again what somebody read before, and what a late answer says of it', async () => {
    const before = inMemory(other);
    const note = await ann.write(NOTE);
    release = model.hold();
    const asked = model.prompts.length;
    const slow = annElsewhere.ask(QUESTION);
    await model.arrived(asked + 1);
    await ann.remove(note);
    await one.pollErasures();
    await other.pollErasures();
    release();
    expect((await slow).body.answer).toContain(SECRET);
    expect(await inRedis(SECRET)).toBe(0);
    expect(inMemory(other)).toEqual(before);
  });

  it('erase what was deleted by plain SQL', async () => {
    const before = inMemory(one);
    const note = await ann.write(NOTE);
    await ann.ask(QUESTION);
    expect(await inRedis(SECRET)).toBeGreaterThan(0);
    await sql('DELETE FROM notes WHERE id = $1', [note.id]);
    await Promise.all([one.pollErasures(), other.pollErasures()]);
    // The one that did not take it may have been first to say that it is done.
    await Promise.all([one.pollErasures(), other.pollErasures()]);
    expect(await inRedis(SECRET)).toBe(0);
    expect(inMemory(one)).toEqual(before);
  });

  it('erase one note although another cannot be erased, which any of them tries again', async () => {
    const before = inMemory(one);
    const [safe, door] = [await ann.write(NOTE), await ann.write(DOOR)];
    await ann.ask(QUESTION, { top_k: 1 });
    await ann.ask('Which badge opens the office door?', { top_k: 1 });
    expect(await inRedis(SECRET)).toBeGreaterThan(0);
    failsFor(one, safe);
    failsFor(other, safe);
    await sql('DELETE FROM notes WHERE id = ANY ($1)', [[safe.id, door.id]]);
    await Promise.all([one.pollErasures(), other.pollErasures()]);
    await Promise.all([one.pollErasures(), other.pollErasures()]);
    expect(await inRedis('blue badge')).toBe(0);
    expect(await inRedis(SECRET)).toBeGreaterThan(0);
    expect(inMemory(one)).toEqual(before);
    jest.restoreAllMocks();
    // Half a minute later.
    await sql('UPDATE trivet.erasures SET erase_at = now() WHERE erase_at IS NOT NULL');
    await Promise.all([one.pollErasures(), other.pollErasures()]);
    await Promise.all([one.pollErasures(), other.pollErasures()]);
    expect(await inRedis(SECRET)).toBe(0);
  });
});

function inMemory({ nest }: TestApp): { questions: number; answers: number } {
  const gauges = nest.get(Gauges, { strict: false });
  return { questions: gauges.size('l1_question').entries, answers: gauges.size('l1_answer').entries };
}

function failsFor({ nest }: TestApp, note: NoteBody): void {
  const remotes = nest.get(SharedEntries, { strict: false });
  const erase = remotes.erase.bind(remotes);
  jest
    .spyOn(remotes, 'erase')
    .mockImplementation((cite) =>
      cite.documentId === note.id ? Promise.reject(new Error('no')) : erase(cite),
    );
}

// Processes over one database need a real server.
(databaseUrl ? describeWithRedis : describe.skip)('a note that is deleted while Redis hangs', () => {
  const claims = { sub: 'ann', tenant: randomUUID() };
  const prefix = 'erasure:';
  let redis: RedisServer | undefined;
  let model: ModelServer | undefined;
  let database: FreshDatabase | undefined;
  const children: ChildApp[] = [];
  const apps: TestApp[] = [];

  beforeAll(async () => {
    redis = await RedisServer.start();
    model = await startModelServer();
    database = await freshDatabase();
  });
  afterEach(async () => {
    await redis?.thaw();
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await Promise.all(apps.splice(0).map((app) => app.stop()));
  });
  afterAll(async () => {
    await model?.close();
    await redis?.close();
    await database?.drop();
  });

  it.each([
    ['killed before it could erase anything', (child: ChildApp) => child.kill()],
    ['ended in good order', (child: ChildApp) => child.terminate()],
  ])('by an instance that is then %s, is erased by the next when Redis is back', async (_, end) => {
    if (!redis || !model || !database) throw new Error('Not started.');
    const env = {
      ...JWT,
      ...model.env,
      EMBEDDING_PROVIDER: 'lexical',
      CACHE_TYPE: 'hybrid',
      REDIS_URL: redis.url,
      REDIS_CLUSTER_NODES: '',
      REDIS_PREFIX: prefix,
    };
    const where = { url: redis.url, prefix };
    const child = await startChildApp(database, env);
    children.push(child);
    const ann = child.as(claims);
    const note = await ann.write(NOTE);
    // One that has just started may not have reached Redis.
    await eventually('An answer is in Redis.', async () => {
      await ann.ask(`${QUESTION} ${randomUUID()}`);
      return (await valuesSaying(SECRET, where)) > 0;
    });
    await redis.freeze();
    await ann.remove(note);
    await end(child);
    await redis.thaw();
    expect(await valuesSaying(SECRET, where)).toBeGreaterThan(0);
    const next = await startApp(env, database);
    apps.push(next);
    await untilRedisAnswers(next.nest);
    await next.pollErasures();
    expect(await valuesSaying(SECRET, where)).toBe(0);
  });
});
