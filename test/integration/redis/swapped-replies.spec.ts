import { randomUUID } from 'node:crypto';
import { JWT, startApp, type NoteDraft, type Person, type TestApp } from '../../support/app';
import { freshDatabase } from '../../support/engine';
import { startModelServer, type ModelServer } from '../../support/model-server';
import { swappedReplies } from '../../support/swapped-replies';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';

const { TRIVET_TEST_REDIS_URL: redisUrl, TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

/** How many look-ups of one moment are left alone before two are swapped: any of them may be those of answers. */
const SPARED = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Two people of two tenants, and what each of them alone may hear. */
const NOTES = {
  ann: { title: 'Kiln', body: 'The kiln is fired on Thursdays with oak.' },
  bob: { title: 'Kiln', body: 'The kiln is broken, and the spare key lies under the mat.' },
} satisfies Record<string, NoteDraft>;
const QUESTION = 'What about the kiln?';

(redisUrl && databaseUrl ? describe : describe.skip)('a Redis client that loses count of its replies', () => {
  const swapped = swappedReplies();
  let proxy: TcpProxy;
  let model: ModelServer;
  let app: TestApp;
  let ann: Person;
  let bob: Person;

  beforeAll(async () => {
    const { hostname, port } = new URL(redisUrl ?? '');
    proxy = await startTcpProxy({ host: hostname, port: Number(port) }, swapped.meddler);
    model = await startModelServer();
    const env = { ...JWT, ...model.env, CACHE_TYPE: 'redis', EMBEDDING_PROVIDER: 'lexical' };
    const REDIS_URL = `redis://127.0.0.1:${proxy.port}`;
    app = await startApp({ ...env, REDIS_URL, REDIS_PREFIX: `${randomUUID()}:` }, await freshDatabase());
    ann = app.as({ sub: 'ann', tenant: randomUUID() });
    bob = app.as({ sub: 'bob', tenant: randomUUID() });
    await ann.write(NOTES.ann);
    await bob.write(NOTES.bob);
    await answersOf();
    await app.stored();
  });
  afterEach(() => {
    Object.assign(swapped, { swap: null, after: 0, swaps: 0 });
  });
  afterAll(async () => {
    await app.close();
    await model.close();
    await proxy.close();
  });

  /** Both ask in one moment. */
  const answersOf = async (): Promise<readonly [ann: string, bob: string]> => {
    const [first, second] = await Promise.all([ann, bob].map((each) => each.ask(QUESTION)));
    return [first?.body.answer ?? '', second?.body.answer ?? ''];
  };

  it('serves nobody the answer of another tenant, and counts misses', async () => {
    expect((await ann.ask(QUESTION)).body.metadata.match).toBe('exact');
    for (const after of [...SPARED, ...SPARED, ...SPARED]) {
      Object.assign(swapped, { swap: 'replies', after });
      const [toAnn, toBob] = await answersOf();
      expect(toAnn).toContain('oak');
      expect(toAnn).not.toContain('under the mat');
      expect(toBob).toContain('under the mat');
      expect(toBob).not.toContain('oak');
      swapped.swap = null;
      await app.stored();
    }
    expect(swapped.swaps).toBeGreaterThan(SPARED.length);
  });

  it('gives no text the vector of another, from whichever reply', async () => {
    const texts = ['The kiln is fired.', 'The spare key.'];
    const vectorsOf = async (): Promise<unknown> => {
      const json = { model: 'trivet', input: texts };
      const { body } = await ann.call<{ data: readonly { embedding: readonly number[] }[] }>(
        'POST',
        '/v1/embeddings',
        { json },
      );
      return body.data.map(({ embedding }) => embedding);
    };
    const right = await vectorsOf();
    await app.stored();
    swapped.swap = 'members';
    for (let round = 0; round < 3; round++) {
      expect(await vectorsOf()).toEqual(right);
      await app.stored();
    }
    expect(swapped.swaps).toBeGreaterThan(0);
  });
});
