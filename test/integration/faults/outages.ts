import type { Person } from '../../support/app';
import { startFleet, type Fleet } from '../../support/fleet';
import { startModelServer, type ModelServer } from '../../support/model-server';
import { describeWithRedis } from '../../support/describe-with-redis';
import { RedisServer } from '../../support/redis-server';

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

const NOTE = { title: 'Kiln', body: 'The kiln is fired on Thursdays. '.repeat(40), visibility: 'workspace' };
const QUESTION = 'When is the kiln fired?';

/** Rounds of the load before and during a fault; each asks two questions. */
const ROUNDS = 100;

/**
 * A command that Redis does not answer costs 200 ms; whoever waited for more than one would take longer than this. The rest is
 * for a busy machine.
 */
const ONCE_MS = 380;

/** Less than the wait for one command, more than what a busy machine makes of a request now and then. */
const WAIT_MS = 150;

/** One request waits for a fault to be found out; a busy machine may make two more look as if they had. */
const MAY_WAIT = 3;

/** What all may lose: nothing, on an idle machine. */
const NOISE_MS = 50;

interface Load {
  readonly statuses: ReadonlySet<number>;
  /**
   * Milliseconds of the new questions, ascending: what they need is the same whether Redis is there or not, while an old one
   * may be a hit before and none during the fault.
   */
  readonly times: readonly number[];
}

let questions = 0;

/** Somebody who asks something old and something new, one after the other. */
async function load(person: Person, rounds = ROUNDS): Promise<Load> {
  const statuses = new Set<number>();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    statuses.add((await person.ask(QUESTION)).status);
    const startedAt = performance.now();
    statuses.add((await person.ask(`${QUESTION} Case ${String(++questions)}`)).status);
    times.push(performance.now() - startedAt);
  }
  return { statuses, times: times.sort((x, y) => x - y) };
}

/** The same under way, with something to know by whether it still is. */
function loading(person: Person): { running: Promise<Load>; isOver: () => boolean } {
  let isOver = false;
  const running = load(person).finally(() => (isOver = true));
  return { running, isOver: () => isOver };
}

const quantile = ({ times }: Load, q: number): number => times[Math.ceil(q * times.length) - 1] ?? 0;

/** What instances with a kind of caches do while their Redis comes and goes. */
export function describeOutages(type: 'hybrid' | 'redis'): void {
  // Two instances on one database need a real server.
  (databaseUrl ? describeWithRedis : describe.skip)(`instances with CACHE_TYPE=${type} whose Redis`, () => {
    let redis: RedisServer;
    let model: ModelServer;
    let fleet: Fleet;
    let a: Person;
    let b: Person;

    beforeAll(async () => {
      redis = await RedisServer.start();
      model = await startModelServer();
      const shared = { CACHE_TYPE: type, REDIS_URL: redis.url, REDIS_CLUSTER_NODES: '' };
      fleet = await startFleet({ ...model.env, ...shared }, 2);
    });
    afterAll(async () => {
      await redis.thaw();
      await fleet.close();
      await model.close();
      await redis.close();
    });
    beforeEach(async () => {
      [a, b] = fleet.newcomer() as [Person, Person];
      await a.write(NOTE);
    });

    /** Milliseconds until one instance answers from what the other stored. */
    async function untilSharing(): Promise<number> {
      const startedAt = performance.now();
      for (;;) {
        const question = `${QUESTION} Case ${String(++questions)}`;
        await a.ask(question);
        if ((await b.ask(question)).body.metadata.match === 'exact') return performance.now() - startedAt;
        if (performance.now() - startedAt > 10_000) throw new Error('The instances share nothing.');
      }
    }

    /** No request fails, and those under the fault take as long as those before it, but for the one that finds it out. */
    async function expectUnharmed(goAway: () => Promise<unknown>): Promise<void> {
      const before = await load(a);
      await goAway();
      const during = await load(a);
      expect([...before.statuses, ...during.statuses]).toEqual([200, 200]);
      const worst = quantile(before, 1);
      expect(quantile(during, 1)).toBeLessThan(worst + ONCE_MS);
      expect(during.times.filter((ms) => ms > worst + WAIT_MS).length).toBeLessThanOrEqual(MAY_WAIT);
      expect(quantile(during, 0.5)).toBeLessThan(quantile(before, 0.5) + NOISE_MS);
    }

    it.each([
      { event: 'is killed', goAway: () => redis.kill(), comeBack: () => redis.start() },
      { event: 'hangs', goAway: () => redis.freeze(), comeBack: () => redis.thaw() },
    ])('$event: one request waits for it, and two seconds after it is back it is in use', async (fault) => {
      await untilSharing();
      try {
        await expectUnharmed(fault.goAway);
      } finally {
        await fault.comeBack();
      }
      expect(await untilSharing()).toBeLessThan(2_000);
    });

    it('is restarted between two requests: none fails', async () => {
      const { running, isOver } = loading(a);
      await redis.kill();
      await redis.start();
      expect(isOver()).toBe(false);
      expect([...(await running).statuses]).toEqual([200]);
      expect(await untilSharing()).toBeLessThan(2_000);
    });

    it('is flushed again and again: none fails', async () => {
      const { running, isOver } = loading(a);
      let flushes = 0;
      for (; !isOver(); flushes++) await redis.command('FLUSHALL');
      expect([...(await running).statuses]).toEqual([200]);
      expect(flushes).toBeGreaterThan(ROUNDS / 4);
      expect(await untilSharing()).toBeLessThan(2_000);
    });

    it.each(['noeviction', 'allkeys-lru', 'volatile-lru', 'volatile-ttl'])(
      'is full with %s: none fails or waits, and with room again it is in use',
      async (policy) => {
        await untilSharing();
        const before = await redis.turnedAway();
        try {
          await expectUnharmed(() => redis.bound(20_000, policy));
          expect((await b.ask(QUESTION)).status).toBe(200);
          expect(await redis.turnedAway()).toBeGreaterThan(before + 10);
        } finally {
          await redis.command('CONFIG', 'SET', 'maxmemory', '0');
        }
        expect(await untilSharing()).toBeLessThan(2_000);
      },
    );
  });
}
