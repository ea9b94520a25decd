import type { Answer, Person } from '../../support/app';
import { startFleet, type Fleet } from '../../support/fleet';
import { RedisCluster } from '../../support/redis-cluster';
import { describeWithRedis } from '../../support/describe-with-redis';
import { eventually } from '../../support/eventually';

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

const note = (day: string) => ({
  title: 'Kiln',
  body: `The kiln is fired on ${day}.`,
  visibility: 'workspace',
});
const QUESTIONS = Array.from({ length: 20 }, (_, at) => `When is the kiln fired? Case ${at}`);

/** A node counts as dead after a second, its replica is elected in one more; the rest is for a busy machine. */
const BACK_WITHIN_MS = 15_000;

/** People who go on asking, one after the other each, until they are stopped. */
class Load {
  private readonly asked: Promise<void>[];
  private isOver = false;
  /** Hits without a miss between, of all together. */
  private hitsInARow = 0;
  /** What answers must say from now on, to questions that are asked from now on. */
  private day = 'Thursdays';
  readonly wrong: string[] = [];

  constructor(people: readonly Person[]) {
    this.asked = people.map((person) => this.ask(person));
  }

  expect(day: string): void {
    this.day = day;
  }

  /** Resolves when everybody has had hits only for as long as it takes to ask everything. */
  async hitsOnly(): Promise<void> {
    this.hitsInARow = 0;
    const all = this.asked.length * QUESTIONS.length;
    await eventually('Everything asked is a hit.', () => this.hitsInARow >= all, BACK_WITHIN_MS);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.asked);
  }

  private async ask(person: Person): Promise<void> {
    for (let at = 0; !this.isOver; at++) {
      const { day } = this;
      const answer = await person.ask(QUESTIONS[at % QUESTIONS.length] ?? '');
      this.hitsInARow = answer.headers.get('x-cache') === 'HIT' ? this.hitsInARow + 1 : 0;
      if (!isRight(answer, day)) this.wrong.push(`${answer.status}: ${answer.body.answer}`);
    }
  }
}

/** Who asked before an edit may be told either. */
const isRight = ({ status, body }: Answer, day: string): boolean =>
  status === 200 && (body.answer.includes(day) || (day === 'Thursdays' && body.answer.includes('Mondays')));

/** What happens to the cluster. */
export type Disturbance = readonly [event: string, disturb: (cluster: RedisCluster) => Promise<unknown>];

/** What two instances answer while things happen to the Redis Cluster that they share. */
export function describeCluster(events: readonly Disturbance[]): void {
  // Two instances on one database need a real server.
  (databaseUrl ? describeWithRedis : describe.skip)('two instances whose Redis Cluster', () => {
    let cluster: RedisCluster;
    let fleet: Fleet;

    beforeEach(async () => {
      cluster = await RedisCluster.start();
      const env = { CACHE_TYPE: 'redis', REDIS_URL: '', REDIS_CLUSTER_NODES: cluster.nodes };
      fleet = await startFleet(env, 2);
    });
    afterEach(async () => {
      await fleet.close();
      await cluster.close();
    });

    it.each(events)('%s answer everything right, and hits come back by themselves', async (_, disturb) => {
      const people = fleet.newcomer();
      const [ann] = people;
      const written = await ann?.write(note('Thursdays'));
      const load = new Load(people);
      try {
        await load.hitsOnly();
        await disturb(cluster);
        await load.hitsOnly();
        if (written) await ann?.edit(written, note('Mondays'));
        load.expect('Mondays');
        await load.hitsOnly();
      } finally {
        await load.stop();
      }
      expect(load.wrong).toEqual([]);
    });
  });
}
