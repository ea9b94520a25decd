import type { Answer, AnswerBody, Person } from '../../support/app';
import { eventually } from '../../support/eventually';
import { metric } from '../../support/metric';
import { sendResults, sendScores, startRerankServer, type RerankPlay } from '../../support/rerank-server';
import { withServer } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const NOTES = [
  { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' },
  { title: 'Bakery in winter', body: 'In winter the bakery opens at ten on Sundays.' },
  { title: 'Bakery oven', body: 'The bakery bought its oven on a Monday.' },
  { title: 'Bakery door', body: 'The door of the bakery is green.' },
];

const { server, app, me } = withServer(startRerankServer, {
  envOf: ({ env }) => ({
    ...env,
    EMBEDDING_PROVIDER: 'lexical',
    RERANK_CANDIDATES: '10',
    RERANK_TIMEOUT_MS: '500',
    MODEL_PROBE_AFTER_MS: '10',
  }),
});

/** In this order retrieval finds them. */
let found: readonly string[];

beforeEach(async () => {
  server.play();
  server.scoreBy(() => 0.5);
  // Until the breaker has forgotten the test before.
  await eventually('The server is asked again.', async () => {
    const warm = await newcomer();
    return titlesAndOrder(await warm.ask(QUESTION)).reranked === true;
  });
  await write(me);
  found = titlesAndOrder(await me.ask(QUESTION, { top_k: 4, cache: { no_store: true } })).titles;
  server.requests.length = 0;
});

async function write(person: Person): Promise<void> {
  for (const note of NOTES) await person.write(note);
}

async function newcomer(): Promise<Person> {
  const person = app.newcomer();
  await write(person);
  return person;
}

const titlesAndOrder = ({ body: { sources, metadata } }: Answer) => ({
  titles: sources.map(({ title }) => title),
  reranked: metadata['reranked'],
});
const holds =
  (...words: string[]) =>
  (text: string): number =>
    words.some((word) => text.includes(word)) ? 0.9 : 0.1;

describe('a rerank server', () => {
  it('orders what is told by its score, and retrieval orders equal ones', async () => {
    server.scoreBy(holds('oven', 'green'));
    const [first, second] = found.filter((title) => /oven|door/.test(title));
    const [third] = found.filter((title) => !/oven|door/.test(title));
    expect(titlesAndOrder(await me.ask(QUESTION, { top_k: 3 }))).toEqual({
      titles: [first, second, third],
      reranked: true,
    });
  });

  it('is sent the question and all that may be told of the passages, and no more of each than it reads', async () => {
    await me.write({
      title: 'T'.repeat(200),
      body: `# ${'H'.repeat(400)}\n\nThe bakery opens on Sundays at 🥐.`,
    });
    await me.ask(QUESTION, { top_k: 2 });
    const [request, ...others] = server.requests;
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      model: 'test-rerank',
      query: 'when does the bakery open on sundays',
      top_n: 5,
    });
    expect(request?.documents).toContain('Bakery hours\nThe bakery opens at nine on Sundays.');
    const long = request?.documents.find((text) => text.startsWith('TTT'));
    expect(long).toMatch(/^T{200} › H{97}\n# H{400}\n\nThe bakery/);
    expect(Math.max(...(request?.documents ?? []).map((text) => text.length))).toBeLessThanOrEqual(2_000);
  });

  it('is sent nothing that the asker may not read', async () => {
    await app.newcomer().write({ title: 'Secret', body: 'The bakery opens its safe on Sundays.' });
    await me.ask(QUESTION);
    expect(JSON.stringify(server.requests)).not.toContain('safe');
    expect(server.requests).toHaveLength(1);
  });

  it('is not asked for a hit, nor for passages that are cached', async () => {
    server.scoreBy(holds('oven'));
    const first = await me.ask(QUESTION);
    await app.stored();
    const again = await me.ask(QUESTION);
    expect(again.body.metadata).toMatchObject({ match: 'exact', reranked: true });
    expect(again.body.sources).toEqual(first.body.sources);
    // Another answer is wanted, over the passages of before.
    const json = { model: 'trivet', messages: [{ role: 'user', content: QUESTION }], seed: 7 };
    const { body } = await me.call<{ trivet: AnswerBody }>('POST', '/v1/chat/completions', { json });
    expect(body.trivet.metadata).toMatchObject({ match: null, layer: 'l3', reranked: true });
    expect(body.trivet.sources).toEqual(first.body.sources);
    expect(server.requests).toHaveLength(1);
  });

  it('is asked again when the notes changed, and what it said before is outdated', async () => {
    server.scoreBy(holds('oven'));
    expect(titlesAndOrder(await me.ask(QUESTION)).titles[0]).toBe('Bakery oven');
    await me.write({ title: 'Bakery news', body: 'The bakery opens at eight on Sundays now.' });
    server.scoreBy(holds('eight'));
    expect(titlesAndOrder(await me.ask(QUESTION)).titles[0]).toBe('Bakery news');
    expect(server.requests).toHaveLength(2);
  });

  it('is not asked about one passage or none', async () => {
    const other = app.newcomer();
    await other.ask(QUESTION);
    await other.write(NOTES[0] ?? { title: '', body: '' });
    expect((await other.ask(QUESTION)).body.metadata).toMatchObject({ reranked: true });
    expect(server.requests).toHaveLength(0);
  });
});

const refuses =
  (status: number): RerankPlay =>
  (response) =>
    response.writeHead(status).end('{}');

const FAULTS: readonly (readonly [string, RerankPlay])[] = [
  ['answers HTTP 500', refuses(500)],
  ['answers HTTP 401', refuses(401)],
  ['answers HTTP 400', refuses(400)],
  ['hangs', () => undefined],
  ['begins to answer and hangs then', (response) => response.writeHead(200).write('{"results":[')],
  ['cuts the connection', (response) => response.destroy()],
  ['answers HTML', (response) => response.setHeader('content-type', 'text/html').end('<p>hi')],
  [
    'scores too few',
    (response) => {
      sendScores(response, [1]);
    },
  ],
  [
    'sends null for NaN',
    (response, { documents }) => {
      sendScores(
        response,
        documents.map(() => null),
      );
    },
  ],
  [
    'scores one passage twice',
    (response, { documents }) => {
      sendResults(
        response,
        documents.map(() => ({ index: 0, relevance_score: 1 })),
      );
    },
  ],
];

describe('a rerank server that', () => {
  it.each(FAULTS)(
    '%s: the answer comes in the order of retrieval, and nobody finds that order afterwards',
    async (_, play) => {
      server.scoreBy(holds('oven'));
      server.play(play);
      const instead = await me.ask(QUESTION, { top_k: 2 });
      expect(instead.status).toBe(200);
      expect(titlesAndOrder(instead)).toEqual({ titles: found.slice(0, 2), reranked: false });
      expect((await me.ask(QUESTION, { top_k: 2 })).body.metadata).toMatchObject({ reranked: false });
      await app.stored();

      server.play();
      await eventually('The server is asked again.', async () => {
        const { reranked, titles } = titlesAndOrder(await me.ask(QUESTION, { top_k: 2 }));
        return reranked === true && titles[0] === 'Bakery oven';
      });
      const kept = await me.ask(QUESTION, { top_k: 2 });
      expect(kept.body.metadata).toMatchObject({ match: 'exact', reranked: true });
      expect(titlesAndOrder(kept).titles[0]).toBe('Bakery oven');
    },
  );

  it('fails shows in health, metrics and statistics, and is asked no more for a while', async () => {
    // Time that stands still makes no probe due.
    const still = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    const { reranks } = (await me.stats()).combined;
    server.play(refuses(401));
    for (let asked = 0; asked < 6; asked++) await me.ask(`${QUESTION} (${asked})`);
    expect((await me.call('GET', '/health')).body).toMatchObject({
      status: 'degraded',
      rerank_model: expect.stringMatching(/^rerank-1:test-rerank@[0-9a-f]{8}$/) as string,
      models: { rerank: 'down', language: 'up' },
    });
    expect(await metric(me, 'trivet_upstream_state', { upstream: 'rerank', state: 'down' })).toBe(1);
    expect(await metric(me, 'trivet_reranks_total', { outcome: 'failed' })).toBe(reranks.failed + 6);
    expect((await me.stats()).combined.reranks).toEqual({ ...reranks, failed: reranks.failed + 6 });
    expect(server.requests.length).toBeLessThan(6);
    still.mockRestore();
  });
});
