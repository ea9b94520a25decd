import { LanguageModel, ModelUnavailableError } from '../../../src/core';
import type { Answer } from '../../support/app';
import { eventually } from '../../support/eventually';
import {
  cuts,
  DONE,
  drips,
  ended,
  floods,
  hangs,
  html,
  rambles,
  RIGHT_ANSWER,
  role,
  said,
  says,
  stalls,
  status,
  well,
  type Play,
} from '../../support/fault-server';
import { withFaults } from '../../support/with-app';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const QUESTION = 'When does the bakery open on Sundays?';
const QUOTED = 'The bakery opens at nine on Sundays. [1]';

/** Far above the limits below, on any machine, and far below those of the defaults. */
const SOON_MS = 10_000;

const LIMITS = {
  LLM_FIRST_TOKEN_TIMEOUT_MS: '1500',
  LLM_IDLE_TIMEOUT_MS: '700',
  LLM_TIMEOUT_MS: '2000',
  LLM_MAX_TOKENS: '100',
  MODEL_PROBE_AFTER_MS: '10',
};

const { server, app, me } = withFaults(({ languageEnv }) => ({
  ...languageEnv,
  ...LIMITS,
  EMBEDDING_PROVIDER: 'lexical',
}));
beforeEach(async () => {
  await recover();
  await me.write(NOTE);
});

/** Good calls of the model itself until the breaker has forgotten the test before, and earned the retries that it spent. */
async function recover(): Promise<void> {
  server.play(well);
  for (let good = 0; good < 20; good++) await eventually('The model answers.', answersItself);
}

async function answersItself(): Promise<boolean> {
  try {
    for await (const event of app.nest.get(LanguageModel).stream({ question: QUESTION, evidence: [] }))
      if (event.type === 'end') return event.finish === 'stop';
    return false;
  } catch (error) {
    if (error instanceof ModelUnavailableError) return false;
    throw error;
  }
}

async function askUnder(...plays: [Play, ...Play[]]): Promise<{ answer: Answer; calls: number; ms: number }> {
  server.play(...plays);
  const startedAt = performance.now();
  const answer = await me.ask(QUESTION);
  return { answer, calls: server.calls, ms: performance.now() - startedAt };
}

/** The model is asked anew, and only what it says then is remembered. */
async function expectNothingCached(reason: string): Promise<void> {
  server.play(well);
  const anew = await me.ask(QUESTION);
  expect(anew.body).toMatchObject({
    answer: RIGHT_ANSWER,
    metadata: { match: null, reason, degraded: false, model: 'test-model', finish_reason: 'stop' },
  });
  const hit = await me.ask(QUESTION);
  expect(hit.headers.get('x-cache')).toBe('HIT');
  expect(hit.body).toMatchObject({
    answer: RIGHT_ANSWER,
    metadata: { match: 'exact', finish_reason: 'stop' },
  });
  expect(server.calls).toBe(1);
}

interface Fault {
  readonly plays: [Play, ...Play[]];
  /** Requests that the server gets. */
  readonly calls: number;
  /** Why the next question is not a hit; `never_asked` by default. */
  readonly reason?: string;
}

const DEGRADED: Record<string, Fault> = {
  'HTTP 500': { plays: [status(500)], calls: 3 },
  'HTTP 503 that asks for a pause behind the deadline': {
    plays: [status(503, { 'Retry-After': '60' })],
    calls: 1,
  },
  'HTTP 429': { plays: [status(429)], calls: 3 },
  'HTTP 429 until a date behind the deadline': {
    plays: [status(429, { 'Retry-After': 'Fri, 31 Dec 2100 23:59:59 GMT' })],
    calls: 1,
  },
  'HTTP 400': { plays: [status(400)], calls: 1 },
  'HTTP 401': { plays: [status(401)], calls: 1 },
  'a hang before the headers': { plays: [hangs], calls: 1 },
  'a hang before the first token': { plays: [stalls(role)], calls: 1 },
  'a stall after three tokens': { plays: [stalls(said('It '), said('opens '), said('at '))], calls: 1 },
  'a slow drip without an end': { plays: [drips], calls: 1 },
  'a cut in the middle': { plays: [cuts], calls: 1 },
  'an end in the middle': { plays: [says(said('It opens '), DONE)], calls: 1 },
  'HTML with 200': { plays: [html], calls: 1 },
  'invalid JSON': { plays: [says('data: {"choices":[\n\n', DONE)], calls: 1 },
  'an error in the stream': {
    plays: [says(said('It '), 'data: {"error":{"message":"out of memory"}}\n\n')],
    calls: 1,
  },
  '10 MB of answer': { plays: [floods], calls: 1 },
  '10 MB of one line': { plays: [rambles], calls: 1 },
  'an empty answer': { plays: [says(role, ended('stop'), DONE)], calls: 1, reason: 'refused_by_gate' },
  'a filtered answer without text': {
    plays: [says(ended('content_filter'), DONE)],
    calls: 1,
    reason: 'refused_by_gate',
  },
  'an error page as its answer': {
    plays: [says(said('<html>502 Bad Gateway'), ended('stop'), DONE)],
    calls: 1,
    reason: 'refused_by_gate',
  },
};

describe('a language model that gives', () => {
  it.each(Object.entries(DEGRADED))(
    '%s is stood in for by quotes from the notes, which are not remembered',
    async (_, { plays, calls, reason = 'never_asked' }) => {
      const { answer, ...made } = await askUnder(...plays);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        answer: QUOTED,
        sources: [{ title: NOTE.title }],
        metadata: {
          degraded: true,
          finish_reason: 'stop',
          cached: false,
          match: null,
          reason: 'never_asked',
          model: 'extractive',
          usage: null,
        },
      });
      expect(answer.headers.get('x-cache')).toBe('MISS');
      expect(answer.headers.get('cache-status')).toBe('trivet; fwd=uri-miss; detail=degraded');
      expect(made.calls).toBe(calls);
      expect(made.ms).toBeLessThan(SOON_MS);
      await server.idle();
      await expectNothingCached(reason);
    },
  );

  describe.each(['length', 'content_filter'])('an answer that ended by %s', (finish_reason) => {
    const cutOff = says(said('It opens at'), ended(finish_reason), DONE);
    const metadata = { degraded: false, model: 'test-model', finish_reason };

    it('shows what there is of it, says how it ended, and remembers nothing', async () => {
      const { answer, calls } = await askUnder(cutOff);
      expect(answer.body).toMatchObject({ answer: 'It opens at', metadata });
      expect(answer.headers.get('cache-status')).not.toContain('stored');
      expect(calls).toBe(1);
      await expectNothingCached('refused_by_gate');
    });

    it('says so to who reads it as it comes', async () => {
      server.play(cutOff);
      const reader = me.open(QUESTION);
      expect(await reader.ended).toBe('whole');
      expect(reader.done).toMatchObject({ answer: 'It opens at', metadata });
    });
  });

  it.each(Object.entries({ 500: status(500), 503: status(503), 408: status(408), 409: status(409) }))(
    'HTTP %s once is asked again, and its answer is remembered',
    async (_, fault) => {
      const { answer, calls } = await askUnder(fault, well);
      expect(answer.body).toMatchObject({ answer: RIGHT_ANSWER, metadata: { degraded: false } });
      expect(calls).toBe(2);
      expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
    },
  );

  it('a connection that breaks before the answer is asked again', async () => {
    const { answer, calls } = await askUnder((response) => response.destroy(), well);
    expect([answer.body.answer, calls]).toEqual([RIGHT_ANSWER, 2]);
  });

  it('HTTP 429 with a Retry-After within the deadline is asked again when that has passed', async () => {
    const { answer, calls, ms } = await askUnder(status(429, { 'Retry-After': '1' }), well);
    expect([answer.body.answer, calls]).toEqual([RIGHT_ANSWER, 2]);
    expect(ms).toBeGreaterThanOrEqual(1_000);
  });

  it('no sign of life is stood in for, for everybody who asked, by one call', async () => {
    server.play(hangs);
    const answers = await Promise.all([me.ask(QUESTION), me.ask(QUESTION)]);
    expect(answers.map(({ body }) => body.answer)).toEqual([QUOTED, QUOTED]);
    expect(server.calls).toBe(1);
  });

  it('a stall after three tokens: who heard them gets the error, who waits for the whole gets quotes', async () => {
    server.play(stalls(said('It '), said('opens '), said('at ')));
    const reader = me.open(QUESTION);
    await reader.untilTokens(3);
    const waiting = me.ask(QUESTION);
    await reader.ended;
    expect(reader.events.map(({ type }) => type)).toEqual(['sources', 'token', 'token', 'token', 'error']);
    expect(reader.events.at(-1)?.data).toMatchObject({ status: 503, code: 'language_model_unavailable' });
    expect((await waiting).body).toMatchObject({ answer: QUOTED, metadata: { degraded: true } });
    expect(server.calls).toBe(1);
    await expectNothingCached('never_asked');
  });

  it('no first token streams quotes that say so', async () => {
    server.play(hangs);
    const reader = me.open(QUESTION);
    expect(await reader.ended).toBe('whole');
    expect([reader.text, reader.done.metadata['degraded']]).toEqual([QUOTED, true]);
    await expectNothingCached('never_asked');
  });

  it('nothing but faults does not touch hits, exact or revalidated', async () => {
    await askUnder(well);
    server.play(status(500));
    expect((await me.ask(QUESTION)).body).toMatchObject({
      answer: RIGHT_ANSWER,
      metadata: { match: 'exact' },
    });
    await me.remove(await me.write({ title: 'Lunch', body: 'Soup is served at noon.' }));
    expect((await me.ask(QUESTION)).body).toMatchObject({
      answer: RIGHT_ANSWER,
      metadata: { match: 'revalidated' },
    });
    expect(server.calls).toBe(0);
  });

  it('nothing is not asked at all where the notes say nothing, which costs nothing', async () => {
    server.play(hangs);
    const { body } = await app.newcomer().ask(QUESTION);
    expect(body.metadata).toMatchObject({ degraded: false, model: null, cost_usd: 0, cost_saved_usd: 0 });
    expect(server.calls).toBe(0);
  });

  it('no count of its tokens gets an estimate that says so', async () => {
    const { answer } = await askUnder(says(said('It opens at nine. [1]'), ended('stop'), DONE));
    expect(answer.body.metadata['usage']).toEqual({
      prompt_tokens: expect.any(Number) as number,
      completion_tokens: 6,
      estimated: true,
    });
  });
});
