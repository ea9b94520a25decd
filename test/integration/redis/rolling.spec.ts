import { randomUUID } from 'node:crypto';
import { createClient, RESP_TYPES } from '@redis/client';
import { JWT, tokenOf } from '../../support/app';
import { startChildApp, type ChildApp } from '../../support/child-app';
import { eventually } from '../../support/eventually';
import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { startModelServer, type ModelServer } from '../../support/model-server';

const { TRIVET_TEST_REDIS_URL: redisUrl = '', TRIVET_TEST_DATABASE_URL: databaseUrl = '' } = process.env;

// Processes over one database need a real server: set TRIVET_TEST_DATABASE_URL and TRIVET_TEST_REDIS_URL.
const onServers = redisUrl && databaseUrl ? describe : describe.skip;

const NOTE = {
  title: 'Kiln',
  body: 'The kiln of the pottery is fired on Thursdays.',
  visibility: 'workspace',
};

onServers('a deployment', () => {
  const prefix = `rolling-${randomUUID()}:`;
  const claims = { sub: 'ann', tenant: randomUUID() };
  const children: ChildApp[] = [];
  let askers: Load | undefined;
  let slow = (): void => undefined;
  let database: FreshDatabase;
  let model: ModelServer;
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await freshDatabase();
    model = await startModelServer();
    env = {
      ...JWT,
      ...model.env,
      EMBEDDING_PROVIDER: 'lexical',
      CACHE_TYPE: 'hybrid',
      REDIS_URL: redisUrl,
      REDIS_PREFIX: prefix,
    };
  });
  // A test that failed half way has left them running.
  afterEach(async () => {
    slow();
    const silent = askers?.end();
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await silent;
  });
  afterAll(async () => {
    await model.close();
    await database.drop();
  });

  /** An instance that has reached Redis: one that has just started serves without it. */
  const start = async (): Promise<ChildApp> => {
    const child = await startChildApp(database, env);
    children.push(child);
    const health = () => child.as(claims).call<{ redis: string }>('GET', '/health');
    await eventually('The instance reaches Redis.', async () => (await health()).body.redis === 'up');
    return child;
  };

  it('replaces instances under load: no request fails, what they learned is shared, and they exit with 0', async () => {
    const [old, other] = await Promise.all([start(), start()]);
    await old.as(claims).write(NOTE);
    const load = (askers = new Load([old.url, other.url], tokenOf(claims)));
    await load.asked(200);
    slow = model.hold();
    const asked = model.prompts.length;
    const underWay = old.as(claims).ask('Who fires the kiln of the pottery?');
    await model.arrived(asked + 1);
    const exit = old.terminate();
    await untilRefused(old.url);
    slow();
    expect((await underWay).status).toBe(200);
    expect(await exit).toBe(0);
    expect((await other.as(claims).ask('Who fires the kiln of the pottery?')).body.metadata.match).toBe(
      'exact',
    );
    const next = await start();
    load.urls[0] = next.url;
    await load.asked(200);
    expect(await load.end()).toEqual([]);
    await Promise.all([next.terminate(), other.terminate()]);
  }, 120_000);

  it('of another version shares Redis: nobody reads what they do not understand, and both are served', async () => {
    const question = 'When is the kiln of the pottery fired?';
    const tenant = randomUUID();
    const before = await start();
    await before.as({ ...claims, tenant }).write(NOTE);
    await before.as({ ...claims, tenant }).ask(question);
    await before.terminate();
    expect(await spoilEntries(prefix)).toBeGreaterThan(3);
    const later = await start();
    const first = await later.as({ ...claims, tenant }).ask(question);
    expect(first.body.metadata).toMatchObject({ match: null, reason: 'unreadable' });
    expect((await later.as({ ...claims, tenant }).ask(question)).body.metadata.match).toBe('exact');
    await later.terminate();
  }, 120_000);
});

/** Makes every entry one of another version of the program: the version is in its first byte. */
async function spoilEntries(prefix: string): Promise<number> {
  const client = createClient({ url: redisUrl, RESP: 3 });
  await client.connect();
  try {
    const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    let spoiled = 0;
    for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) {
      for (const key of keys) {
        if ((await client.type(key)) !== 'string') continue;
        const bytes = (await binary.get(key)) ?? Buffer.alloc(1);
        bytes[0] = (bytes[0] ?? 0) + 2;
        await client.set(key, bytes, { expiration: 'KEEPTTL' });
        spoiled++;
      }
    }
    return spoiled;
  } finally {
    client.destroy();
  }
}

async function untilRefused(url: string): Promise<void> {
  const headers = { Connection: 'close' };
  const isRefused = (): Promise<boolean> =>
    fetch(`${url}/health/live`, { headers }).then(
      (response) => response.text().then(() => false),
      () => true,
    );
  await eventually('The instance takes no connection.', isRefused);
}

/**
 * Askers behind a load balancer that tries the next instance when one takes no connection, and nothing else: an answer
 * that is no 200 is a failure.
 */
class Load {
  private answered = 0;
  private isEnding = false;
  private readonly failures: string[] = [];
  private readonly askers: Promise<void>[];

  constructor(
    readonly urls: string[],
    private readonly token: string,
  ) {
    this.askers = Array.from({ length: 4 }, (_, n) => this.askOn(n));
  }

  /** Resolves when so many more were answered, or it ends. */
  async asked(count: number): Promise<void> {
    const until = this.answered + count;
    await eventually(`${count} more are answered.`, () => this.answered >= until || this.isEnding, 60_000);
  }

  /** @returns what went wrong */
  async end(): Promise<readonly string[]> {
    this.isEnding = true;
    await Promise.all(this.askers);
    return this.failures;
  }

  private async askOn(turn: number): Promise<void> {
    for (let n = turn; !this.isEnding; n++) {
      const response = (await this.ask(n)) ?? (await this.ask(n + 1));
      if (response?.status !== 200) this.failures.push(String(response?.status ?? 'no instance'));
      this.answered++;
    }
  }

  /** @returns null when the instance takes no connection */
  private async ask(n: number): Promise<{ status: number } | null> {
    const headers = {
      Authorization: `Bearer ${this.token}`,
      'Content-Type': 'application/json',
      Connection: 'close',
    };
    const body = JSON.stringify({ query: `Is the kiln of the pottery fired on day ${n % 20}?` });
    try {
      const url = `${this.urls[n % this.urls.length] ?? ''}/assistant/query`;
      const response = await fetch(url, { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response;
    } catch {
      return null;
    }
  }
}
