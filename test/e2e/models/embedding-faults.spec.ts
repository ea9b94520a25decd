import { EmbeddingModel, ModelUnavailableError } from '../../../src/core';
import type { NoteBody } from '../../support/app';
import { eventually } from '../../support/eventually';
import { hangs, html, stalls, status, vectors, well, type Play } from '../../support/fault-server';
import { problemOf } from '../../support/problem';
import { withFaults } from '../../support/with-app';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const QUESTION = 'When does the bakery open on Sundays?';
const ANSWER = 'The bakery opens at nine on Sundays. [1]';

/** Far above the deadline below, on any machine, and far below the default one. */
const SOON_MS = 8_000;

const { server, app, me } = withFaults(({ embeddingEnv }) => ({
  ...embeddingEnv,
  EMBEDDING_TIMEOUT_MS: '1000',
  MODEL_PROBE_AFTER_MS: '10',
}));
let note: NoteBody;

beforeEach(async () => {
  server.play(well);
  // Until the breaker has forgotten the test before, and the retries that it spent are earned again.
  for (let good = 0; good < 20; good++) await eventually('The model answers.', isEmbedded);
  note = await me.write(NOTE);
  await me.ask(QUESTION);
});
async function isEmbedded(): Promise<boolean> {
  try {
    return (await app.nest.get(EmbeddingModel).embed([QUESTION])).length === 1;
  } catch (error) {
    if (error instanceof ModelUnavailableError) return false;
    throw error;
  }
}

const float32 = (...numbers: number[]): string =>
  Buffer.from(Float32Array.from(numbers).buffer).toString('base64');

interface Fault {
  readonly play: Play;
  /** Requests that the server gets. */
  readonly calls: number;
  /** Seconds; 1 by default. */
  readonly retryAfter?: string;
}

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['answers HTTP 500', { play: status(500), calls: 3 }],
  [
    'answers HTTP 429 with a pause behind the deadline',
    { play: status(429, { 'Retry-After': '60' }), calls: 1, retryAfter: '60' },
  ],
  ['answers HTTP 401', { play: status(401), calls: 1 }],
  ['hangs', { play: hangs, calls: 1 }],
  ['begins to answer and hangs then', { play: stalls('{"data":['), calls: 1 }],
  ['answers HTML', { play: html, calls: 1 }],
  ['sends vectors of another length', { play: vectors([1, 2, 3]), calls: 1 }],
  ['sends null for NaN', { play: vectors([1, null, 2, 3]), calls: 1 }],
];

describe('an embedding server that', () => {
  it.each(FAULTS)(
    '%s: 503 for a new question, and exact hits go on',
    async (_, { play, calls, retryAfter = '1' }) => {
      server.play(play);
      const startedAt = performance.now();
      const refused = await me.ask('And on which days is it closed?');
      expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
      expect(problemOf(refused)).toMatchObject({ status: 503, code: 'embedding_model_unavailable' });
      expect(refused.headers.get('retry-after')).toBe(retryAfter);
      expect(server.calls).toBe(calls);
      expect((await me.ask(QUESTION)).body).toMatchObject({ answer: ANSWER, metadata: { match: 'exact' } });
      expect(server.calls).toBe(calls);
      await server.idle();

      server.play(well);
      const anew = await me.ask('And on which days is it closed?');
      expect([anew.status, server.calls]).toEqual([200, 1]);
      expect(anew.body.metadata).toMatchObject({ match: null, reason: 'never_asked' });
    },
  );

  it.each(FAULTS)('%s: a note is written whole or not at all', async (_, { play }) => {
    server.play(play);
    const headers = { 'If-Match': '*' };
    const json = { title: 'Lunch', body: 'Soup is served at noon.' };
    const refused = [
      await me.call('POST', '/notes', { json }),
      await me.call('PATCH', `/notes/${note.id}`, { json, headers }),
    ];
    for (const answer of refused)
      expect(problemOf(answer)).toMatchObject({ status: 503, code: 'embedding_model_unavailable' });
    const list = await me.call<{ notes: NoteBody[] }>('GET', '/notes');
    expect(JSON.stringify(list.body)).not.toContain('Lunch');
    expect((await me.call<NoteBody>('GET', `/notes/${note.id}`)).body).toEqual(note);
    expect((await me.ask(QUESTION)).body).toMatchObject({ answer: ANSWER, metadata: { match: 'exact' } });
  });

  it('sends bytes that are no number: 503', async () => {
    server.play((response, { input }) => {
      const data = input.map((_, index) => ({ index, embedding: float32(1, NaN, 2, 3) }));
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ data }));
    });
    expect((await me.ask('And on which days is it closed?')).status).toBe(503);
  });

  it('is down is not asked, and its 503 comes at once', async () => {
    // Time that stands still makes no probe due.
    const still = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    server.play(status(401));
    for (let asked = 0; asked < 5; asked++) expect((await me.ask(`What else (${asked})?`)).status).toBe(503);
    expect(await me.call('GET', '/health')).toMatchObject({ body: { models: { embedding: 'down' } } });
    server.play(hangs);
    expect((await me.ask('And what else?')).status).toBe(503);
    expect(server.calls).toBe(0);
    still.mockRestore();
  });
});
