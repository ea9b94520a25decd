import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { Gauges } from '../../../src/core/ledger/gauges';
import type { Person, TestApp } from '../../support/app';
import { watchBoarding } from '../../support/boarding';
import { eventually } from '../../support/eventually';
import { startFleet, type Fleet } from '../../support/fleet';
import { startModelServer, type ModelServer } from '../../support/model-server';
import { valuesSaying } from '../../support/redis-words';

jest.setTimeout(60_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl, TRIVET_TEST_REDIS_URL: redisUrl = '' } = process.env;

const QUESTION = 'What is the combination of the safe?';

(databaseUrl && redisUrl ? describe : describe.skip).each(['hybrid', 'redis'])(
  'three instances with CACHE_TYPE=%s',
  (type) => {
    const prefix = `erasure-${randomUUID()}:`;
    let model: ModelServer;
    let fleet: Fleet;
    let first: TestApp;
    /** Each test has words of its own. */
    let secret: string;
    let open: Client | undefined;

    beforeAll(async () => {
      model = await startModelServer();
      const env = { ...model.env, CACHE_TYPE: type, REDIS_URL: redisUrl, REDIS_PREFIX: prefix };
      fleet = await startFleet(env, 3);
      [first] = fleet.instances as [TestApp];
    });
    beforeEach(() => {
      secret = `the combination of the safe is four, eight, ${randomUUID()}`;
    });
    afterEach(async () => {
      jest.restoreAllMocks();
      await open?.end();
      open = undefined;
    });
    afterAll(async () => {
      try {
        await fleet.close();
      } finally {
        await model.close();
      }
    });

    const everywhere = <T>(work: (app: TestApp) => Promise<T>) => Promise.all(fleet.instances.map(work));
    const as = (sub: string, tenant: string) => fleet.instances.map((app) => app.as({ sub, tenant }));
    const own = () => ({ title: 'Safe', body: `In the office, ${secret}.` });
    const shared = () => ({ ...own(), visibility: 'workspace', workspace: 'eng' });
    const people = () => ({ tenant: randomUUID() });

    async function inRedis(): Promise<number> {
      await everywhere((app) => app.stored());
      return valuesSaying(secret, { url: redisUrl, prefix });
    }

    /** All instances look, and look again, because the one that did not take an erasure may have been first. */
    async function poll(): Promise<void> {
      for (let look = 0; look < 2; look++) await everywhere((app) => app.pollErasures());
    }

    /** Holds a transaction open, as a dump does. */
    async function transaction(): Promise<void> {
      open = new Client(first.database.url);
      await open.connect();
      await open.query('BEGIN');
      await open.query('SELECT pg_current_xact_id()');
    }

    it('erase a note that went private, and cache it as ever when it is back, whatever transaction stays open', async () => {
      const { tenant } = people();
      const [ann, bob] = [as('ann', tenant), as('bob', tenant)];
      const before = answersInMemory(fleet);
      await transaction();
      const note = await ann[0]?.write(shared());
      if (!note) throw new Error('Not written.');
      for (const asker of bob) await asker.ask(QUESTION);
      expect(await inRedis()).toBeGreaterThan(0);
      await ann[0]?.edit(note, { visibility: 'private' });
      await poll();
      expect(await inRedis()).toBe(0);
      expect(answersInMemory(fleet)).toEqual(before);
      await ann[0]?.edit(note, { visibility: 'workspace', workspace: 'eng' });
      const asked = model.prompts.length;
      const askers = Array.from({ length: 10 }, () => bob).flat();
      await Promise.all(askers.map((asker) => asker.ask(QUESTION)));
      expect(model.prompts.length - asked).toBe(1);
      await poll();
      expect(await inRedis()).toBeGreaterThan(0);
      for (const asker of bob) expect((await asker.ask(QUESTION)).body.metadata.match).toBe('exact');
      expect(model.prompts.length - asked).toBe(1);
      await ann[0]?.remove(note);
      await poll();
    });

    it('erase without being told, at once, what the instance deleted that served the request', async () => {
      const [ann] = as('ann', people().tenant);
      const note = await ann?.write(shared());
      if (!note) throw new Error('Not written.');
      await ann?.ask(QUESTION);
      expect(await inRedis()).toBeGreaterThan(0);
      const deletedAt = performance.now();
      await ann?.remove(note);
      await eventually('The words are gone.', async () => (await inRedis()) === 0);
      // Before anybody's next look, which is five seconds away on average half as long.
      expect(performance.now() - deletedAt).toBeLessThan(2_000);
    });

    it.each([
      ['had found it', 'revalidated', 'before'],
      ['had waited for it', null, 'after'],
    ])(
      'erase an answer drawn from one person’s note with the same words of another who %s',
      async (_, match, landed) => {
        const { tenant } = people();
        const [ann, bob] = [as('ann', tenant), as('bob', tenant)] as [Person[], Person[]];
        const before = answersInMemory(fleet);
        const his = await bob[0]?.write(own());
        const hers = await ann[0]?.write(own());
        if (!his || !hers) throw new Error('Not written.');
        const asked = model.prompts.length;
        const release = model.hold();
        const led = bob[0]?.ask(QUESTION);
        await model.arrived(asked + 1);
        if (landed === 'before') release();
        if (landed === 'before') await led;
        const boarding = watchBoarding(fleet.instances[1] as TestApp);
        const shared = ann[1]?.ask(QUESTION);
        if (landed === 'after') await boarding.aboard(1);
        release();
        await led;
        expect((await shared)?.body.metadata.match).toBe(match);
        await everywhere((app) => app.stored());
        // The third instance knows of the answer through his note alone.
        await bob[2]?.ask(QUESTION);
        expect(model.prompts.length - asked).toBe(1);
        await everywhere((app) => app.stored());
        // An edit erases nothing: his passage and the answer are there, which no note says any more but hers.
        await bob[0]?.edit(his, { body: 'The office has a new safe.' });
        await ann[1]?.remove(hers);
        await poll();
        expect(answersInMemory(fleet)).toEqual(before);
        const passage = 1;
        expect(await inRedis()).toBe(passage);
        await bob[0]?.remove(his);
        await poll();
        expect(await inRedis()).toBe(0);
      },
    );
  },
);

function answersInMemory({ instances }: Fleet): number[] {
  return instances.map(({ nest }) => nest.get(Gauges, { strict: false }).size('l1_answer').entries);
}
