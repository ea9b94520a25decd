import type { Answer } from '../../support/app';
import { watchBoarding } from '../../support/boarding';
import { parseCacheStatus } from '../../support/cache-status';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const UNRELATED = { title: 'Bicycle', body: 'The rear brake cable was replaced by Ines in June.' };

const STEPS = ['stamps', 'lookup', 'embedding', 'retrieval', 'model', 'total'];

const { app, model, me, arrived } = withModel({ note: OPENING });
beforeAll(() => {
  app.clock.stop();
});

interface Expected {
  readonly cache: string;
  readonly layer: string;
  readonly age: string | null;
  readonly status: Record<string, unknown>;
}

/** Checks the headers of section 6 of the contract, and that the body says the same. */
function expectHeaders(
  { status: code, headers, body }: Answer,
  { cache, layer, age, status }: Expected,
): void {
  const { metadata } = body;
  expect(code).toBe(200);
  expect(headers.get('x-cache')).toBe(cache);
  expect(headers.get('x-cache-layer')).toBe(layer);
  expect(metadata['layer'] ?? 'none').toBe(layer);
  expect(headers.get('age')).toBe(age);
  expect(metadata['age_s']).toBe(age === null ? null : Number(age));
  expect(parseCacheStatus(headers.get('cache-status'))).toEqual({ cache: 'trivet', parameters: status });
  expect(metadata['cached']).toBe('hit' in status);
  expect(headers.get('cache-control')).toBe('private, no-store');
  expect(headers.get('x-request-id')).toBe(metadata['request_id']);
  expect({ standalone: 0, ...timings(headers) }).toEqual(metadata['timings_ms']);
}

function timings(headers: Headers, names = STEPS): Record<string, number> {
  const steps = (headers.get('server-timing') ?? '').split(', ').map((step) => {
    const [, name = '', dur] = /^([a-z]+);dur=(\d+(?:\.\d{1,3})?)$/.exec(step) ?? [];
    return [name, Number(dur)] as const;
  });
  expect(steps.map(([name]) => name)).toEqual(names);
  return Object.fromEntries(steps);
}

describe('the headers of an answer', () => {
  it('that was generated', async () => {
    expectHeaders(await me.ask(QUESTION), {
      cache: 'MISS',
      layer: 'none',
      age: null,
      status: { fwd: 'uri-miss', stored: true, detail: 'never_asked' },
    });
  });

  it('that was an exact hit', async () => {
    await me.ask(QUESTION);
    app.clock.advance(61_999);
    const hit = await me.ask(QUESTION);
    expectHeaders(hit, { cache: 'HIT', layer: 'l1', age: '61', status: { hit: true, detail: 'exact' } });
    expect(timings(hit.headers)).toMatchObject({ embedding: 0, retrieval: 0, model: 0 });
  });

  it('that was revalidated', async () => {
    await me.ask(QUESTION);
    app.clock.advance(5_000);
    await me.write(UNRELATED);
    const hit = await me.ask(QUESTION);
    expectHeaders(hit, { cache: 'HIT', layer: 'l1', age: '5', status: { hit: true, detail: 'revalidated' } });
    expect(timings(hit.headers)['model']).toBe(0);
  });

  it('whose evidence had changed', async () => {
    const note = await me.write({ title: 'Sundays', body: 'On Sundays the bakery opens late.' });
    await me.ask(QUESTION);
    await me.edit(note, { body: 'On Sundays the bakery opens early.' });
    expectHeaders(await me.ask(QUESTION), {
      cache: 'MISS',
      layer: 'none',
      age: null,
      status: { fwd: 'stale', stored: true, detail: 'evidence_changed' },
    });
  });

  it('that was refreshed', async () => {
    await me.ask(QUESTION);
    expectHeaders(await me.ask(QUESTION, {}, { 'Cache-Control': 'no-cache' }), {
      cache: 'REFRESH',
      layer: 'none',
      age: null,
      status: { fwd: 'request', stored: true, detail: 'bypassed' },
    });
  });

  it('that bypassed the cache', async () => {
    expectHeaders(await me.ask(QUESTION, {}, { 'Cache-Control': 'no-store' }), {
      cache: 'BYPASS',
      layer: 'none',
      age: null,
      status: { fwd: 'request', detail: 'bypassed' },
    });
  });

  it('that was shared with the one who asked first', async () => {
    const { aboard } = watchBoarding(app);
    const { collapsed } = (await me.stats()).combined;
    const release = model.hold();
    const leader = me.ask(QUESTION);
    await arrived(1);
    const follower = me.ask(QUESTION);
    await aboard(2);
    release();
    const stored = { fwd: 'uri-miss', stored: true, detail: 'never_asked' };
    expectHeaders(await leader, { cache: 'MISS', layer: 'none', age: null, status: stored });
    expectHeaders(await follower, {
      cache: 'MISS',
      layer: 'l3',
      age: null,
      status: { ...stored, collapsed: true },
    });
    expect((await me.stats()).combined.collapsed).toBe(collapsed + 1);
  });

  it('that the write gate kept from being stored', async () => {
    model.answerWith(() => "I'm sorry, I cannot help with that.");
    const refused = await me.ask(QUESTION);
    model.answerWith((prompt) => `From the notes: ${prompt}`);
    const status = { fwd: 'uri-miss', detail: 'never_asked' };
    expectHeaders(refused, { cache: 'MISS', layer: 'none', age: null, status });
    expect(refused.body.answer).toBe("I'm sorry, I cannot help with that.");
  });

  it('that there is nothing about', async () => {
    const status = { fwd: 'uri-miss', stored: true, detail: 'never_asked' };
    const stranger = app.newcomer();
    expectHeaders(await stranger.ask(QUESTION), { cache: 'MISS', layer: 'none', age: null, status });
    const again = { hit: true, detail: 'exact' };
    expectHeaders(await stranger.ask(QUESTION), { cache: 'HIT', layer: 'l1', age: '0', status: again });
  });

  it('that was made of a conversation says how long that took', async () => {
    const messages = [
      { role: 'user', content: QUESTION },
      { role: 'assistant', content: 'At nine. [1]' },
      { role: 'user', content: 'And on Mondays?' },
    ];
    const { headers } = await me.call('POST', '/v1/chat/completions', {
      json: { model: 'trivet', messages },
    });
    expect(timings(headers, ['standalone', ...STEPS])['standalone']).toBeGreaterThan(0);
  });

  it('repeat the caller’s request id', async () => {
    const { headers, body } = await me.ask(QUESTION, {}, { 'X-Request-Id': 'mine-7' });
    expect([headers.get('x-request-id'), body.metadata['request_id']]).toEqual(['mine-7', 'mine-7']);
  });
});

describe('the body of an answer', () => {
  it('has every field of the contract and no other', async () => {
    const { body } = await me.ask(QUESTION);
    expect(Object.keys(body)).toEqual(['answer', 'sources', 'metadata']);
    expect(body.metadata).toEqual({
      query: QUESTION,
      standalone_query: null,
      standalone_usage: null,
      cached: false,
      layer: null,
      match: null,
      reason: 'never_asked',
      similarity: null,
      matched_query: null,
      cached_at: null,
      age_s: null,
      stale: false,
      degraded: false,
      degraded_because: null,
      answerable: true,
      reranked: null,
      finish_reason: 'stop',
      model: expect.stringContaining('test-model') as string,
      usage: { prompt_tokens: 1_000, completion_tokens: 200, estimated: false },
      cost_usd: null,
      cost_saved_usd: null,
      timings_ms: Object.fromEntries(
        ['standalone', ...STEPS].map((step) => [step, expect.any(Number) as number]),
      ),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(body.sources).toEqual([
      {
        chunk_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        note_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        title: OPENING.title,
        section: [],
        content: OPENING.body,
        similarity: expect.any(Number) as number,
      },
    ]);
  });

  it('of a hit says when it was stored', async () => {
    const { timestamp } = (await me.ask(QUESTION)).body.metadata;
    app.clock.advance(1_000);
    const { metadata } = (await me.ask(QUESTION)).body;
    expect(metadata).toMatchObject({ cached_at: timestamp, similarity: 1, reason: null });
    expect(Date.parse(String(metadata['timestamp']))).toBe(Date.parse(String(timestamp)) + 1_000);
  });
});
