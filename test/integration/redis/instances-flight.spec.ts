import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { RemoteStore } from '../../../src/core/cache/shared/remote-store';
import { Leases } from '../../../src/core/flight/leases';
import { watchBoarding } from '../../support/boarding';
import { parseCacheStatus } from '../../support/cache-status';
import { startChildApp } from '../../support/child-app';
import { eventually } from '../../support/eventually';
import { KILN, onFleet, startFleet, type Fleet } from '../../support/fleet';
import { describeLeasesContract } from '../../support/leases-contract';
import { people, texts, thirtyAsk } from '../../support/many-askers';
import { startModelServer, type ModelServer } from '../../support/model-server';
import { JWT, type Answer, type Person } from '../../support/app';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';

const ask300 = (people: readonly Person[]): Promise<Answer[]> =>
  Promise.all(Array.from({ length: 100 }, () => people.map((person) => person.ask(KILN.question))).flat());

onFleet('one answer for three instances', () => {
  let model: ModelServer;
  let fleet: Fleet;

  beforeAll(async () => {
    model = await startModelServer();
    fleet = await startFleet(model.env);
  });
  afterAll(async () => {
    await fleet.close();
    await model.close();
  });

  describeLeasesContract('in Redis', {
    instances: () => fleet.instances.map(({ nest }) => nest.get(Leases, { strict: false })),
    runOut: async (key) => {
      await fleet.instances[0]?.nest.get(RemoteStore, { strict: false }).deleteMany([key]);
    },
  });

  it('asks the model once for 300 equal questions of one moment, 100 on each', async () => {
    const { answers, calls } = await fleet.whileSharing(async () => {
      const all = await people(fleet);
      const before = model.prompts.length;
      const boardings = fleet.instances.map(watchBoarding);
      const release = model.hold();
      const asked = ask300(all);
      await model.arrived(before + 1);
      await Promise.all(boardings.map(({ aboard }) => aboard(100)));
      release();
      return { answers: await asked, calls: model.prompts.length - before };
    });
    expect(calls).toBe(1);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(texts(answers).size).toBe(1);
    const forwarded = answers.filter(({ body }) => body.metadata.match === null);
    const paid = forwarded.filter(
      ({ headers }) => !parseCacheStatus(headers.get('cache-status')).parameters.collapsed,
    );
    expect(paid).toHaveLength(1);
    expect(forwarded.length).toBeGreaterThan(3);
  }, 120_000);

  it.each([
    [
      'refused',
      (): void => {
        model.answerWith(() => 'I am sorry, I cannot help with that.');
      },
    ],
    [
      'empty',
      (): void => {
        model.answerWith(() => ' ');
      },
    ],
    [
      'cut off',
      (): void => {
        model.finishWith('length');
      },
    ],
  ])(
    'asks the model once for an answer that is %s, and once more for those who come right after it',
    async (_, spoil) => {
      try {
        spoil();
        const rounds = await fleet.whileSharing(async () => {
          const all = await people(fleet);
          return [await thirtyAsk({ fleet, model }, all), await thirtyAsk({ fleet, model }, all)];
        });
        for (const { answers, calls } of rounds) {
          expect(calls).toBe(1);
          expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
          expect(texts(answers).size).toBe(1);
        }
      } finally {
        model.answerWith((prompt) => `From the notes: ${prompt}`);
        model.finishWith('stop');
      }
    },
    120_000,
  );

  it('does not follow with no-cache what was begun before, nor lead or follow with no-store', async () => {
    const [a, b, c] = await people(fleet);
    const before = model.prompts.length;
    const release = model.hold();
    const first = a.ask(KILN.question);
    await model.arrived(before + 1);
    const others = [
      b.ask(KILN.question, {}, { 'Cache-Control': 'no-cache' }),
      c.ask(KILN.question, {}, { 'Cache-Control': 'no-store' }),
    ];
    await model.arrived(before + 3);
    release();
    for (const { headers } of await Promise.all([first, ...others]))
      expect(parseCacheStatus(headers.get('cache-status')).parameters.collapsed).toBeUndefined();
  });

  it('is taken over by one instance when the one at work is killed', async () => {
    const database = fleet.database;
    const child = await startChildApp(database, {
      ...JWT,
      ...model.env,
      CACHE_TYPE: 'hybrid',
      EMBEDDING_PROVIDER: 'lexical',
    });
    const tenant = randomUUID();
    const [a, b, c] = [...fleet.instances, child].slice(1).map((each) => each.as({ sub: 'ann', tenant })) as [
      Person,
      Person,
      Person,
    ];
    const release = model.hold();
    try {
      await untilRedisIsUp(c);
      await a.write(KILN.note);
      const before = model.prompts.length;
      const lost = c.ask(KILN.question).catch(() => 'lost');
      await model.arrived(before + 1);
      const refusals = fleet.instances.slice(1).map(({ nest }) => leaseRefused(nest));
      const asked = [a, b].map((person) => person.ask(KILN.question));
      await Promise.all(refusals.map((refused) => refused()));
      expect(model.prompts.length - before).toBe(1);
      await child.kill();
      const startedAt = performance.now();
      expect(await lost).toBe('lost');
      await model.arrived(before + 2);
      // The lease had 3 s at most to run, and the longest pause of a waiter is 100 ms; the rest is for a busy machine.
      expect(performance.now() - startedAt).toBeLessThan(6_000);
      release();
      expect(texts(await Promise.all(asked)).size).toBe(1);
      expect(model.prompts.length - before).toBe(2);
    } finally {
      release();
      await child.kill();
    }
  }, 60_000);
});

/** A process that has just started may not have reached Redis yet, and would work without a lease. */
async function untilRedisIsUp(person: Person): Promise<void> {
  const health = () => person.call<{ redis: string }>('GET', '/health');
  await eventually('The instance reaches Redis.', async () => (await health()).body.redis === 'up');
}

/** @returns what resolves when an instance, from now on, was told that another one works on the answer */
function leaseRefused(nest: INestApplicationContext): () => Promise<void> {
  const acquire = jest.spyOn(nest.get(Leases, { strict: false }), 'acquire');
  const before = acquire.mock.results.length;
  return async () => {
    await eventually('The instance asked for the lease.', () => acquire.mock.results.length > before);
    const asked = acquire.mock.results[before];
    expect(await (asked?.value as ReturnType<Leases['acquire']>)).toMatchObject({ outcome: 'taken' });
  };
}

const { TRIVET_TEST_REDIS_URL: redisUrl } = process.env;

(redisUrl ? onFleet : describe.skip)('three instances whose Redis goes away', () => {
  let model: ModelServer;
  let proxy: TcpProxy;
  let fleet: Fleet;

  beforeAll(async () => {
    const { hostname, port } = new URL(redisUrl ?? '');
    model = await startModelServer();
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    fleet = await startFleet({ ...model.env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  });
  afterAll(async () => {
    await fleet.close();
    await proxy.close();
    await model.close();
  });
  afterEach(async () => {
    proxy.restore();
    await fleet.sharing();
  });

  it.each([
    ['before they are asked', true],
    ['while they wait for each other', false],
  ])('ask the model once each for 300 equal questions: gone %s', async (_, isGoneBefore) => {
    const all = fleet.newcomer();
    await all[0]?.write(KILN.note);
    const before = model.prompts.length;
    const boardings = fleet.instances.map(watchBoarding);
    const release = model.hold();
    if (isGoneBefore) proxy.cut();
    const asked = ask300(all);
    await model.arrived(before + 1);
    if (!isGoneBefore) proxy.cut();
    await model.arrived(before + 3);
    await Promise.all(boardings.map(({ aboard }) => aboard(100)));
    release();
    const answers = await asked;
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(texts(answers).size).toBe(1);
    expect(model.prompts.length - before).toBe(3);
  });
});
