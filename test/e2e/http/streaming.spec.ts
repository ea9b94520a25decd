import { parseCacheStatus } from '../../support/cache-status';
import { problemOf } from '../../support/problem';
import type { StreamReader } from '../../support/stream-reader';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const PIECES = ['It opens', ' at nine', '\nor, in "spring",', ' at \u{1F950} eight. [1]'];
const ANSWER = PIECES.join('');

const { app, model, me, arrived } = withModel({
  env: { STREAM_HEARTBEAT_MS: '50' },
  note: OPENING,
});
beforeAll(() => {
  app.clock.stop();
});

const types = ({ events }: StreamReader): string[] => events.map(({ type }) => type);
const statusOf = (headers: Readonly<Record<string, unknown>>): object =>
  parseCacheStatus(String(headers['cache-status'])).parameters;

describe('a streamed answer', () => {
  it('gives the sources, then each word as the model says it, then the whole body', async () => {
    const drip = model.drip(PIECES);
    const reader = me.open(QUESTION);
    await arrived(1);
    // Nothing was said yet.
    await reader.until(({ events }) => events.length === 1);
    for (const [at] of PIECES.entries()) {
      drip.more(1);
      await reader.untilTokens(at + 1);
      expect(reader.text).toBe(PIECES.slice(0, at + 1).join(''));
    }
    drip.stop();
    expect(await reader.ended).toBe('whole');
    expect(types(reader)).toEqual(['sources', 'token', 'token', 'token', 'token', 'done']);

    const { answer, sources, metadata } = reader.done;
    expect(answer).toBe(ANSWER);
    expect(reader.events[0]).toEqual({ type: 'sources', data: sources });
    expect(sources.map(({ content }) => content)).toEqual([OPENING.body]);
    const hit = await me.ask(QUESTION);
    expect(hit.body).toMatchObject({ answer, sources });
    expect(Object.keys(metadata)).toEqual(Object.keys(hit.body.metadata));
    expect(metadata).toMatchObject({ cached: false, match: null, reason: 'never_asked', query: QUESTION });
  });

  it('has the headers of an answer as far as they are known, and none that lets it be kept on the way', async () => {
    const reader = me.open(QUESTION);
    const { status, headers } = await reader.head();
    await reader.ended;
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-cache': 'MISS',
      'x-cache-layer': 'none',
      'x-request-id': reader.done.metadata['request_id'],
      'x-content-type-options': 'nosniff',
    });
    expect(headers['age']).toBeUndefined();
    expect(statusOf(headers)).toEqual({ fwd: 'uri-miss', detail: 'never_asked' });
    const steps = (headers['server-timing'] as string).replaceAll(/;dur=[\d.]+/g, '');
    expect(steps).toBe('stamps, lookup, embedding, retrieval');
  });

  it('sends comments while there is nothing to say', async () => {
    const release = model.hold();
    const reader = me.open(QUESTION);
    await reader.until(({ comments }) => comments >= 3);
    expect(types(reader)).toEqual(['sources']);
    release();
    expect(await reader.ended).toBe('whole');
  });

  it('says that there is nothing in the notes as one token', async () => {
    const reader = app.newcomer().open(QUESTION);
    await reader.ended;
    expect(types(reader)).toEqual(['sources', 'token', 'done']);
    expect(reader.events[0]).toEqual({ type: 'sources', data: [] });
    expect(reader.text).toBe(reader.done.answer);
  });
});

describe('who gets a stream', () => {
  const SSE = 'text/event-stream';
  const JSON_BODY = 'application/json; charset=utf-8';

  it.each<[string, { readonly more?: object; readonly accept: string; readonly type: string }]>([
    ['Accept alone', { accept: SSE, type: SSE }],
    ['Accept in other letters', { accept: 'Text/Event-Stream', type: SSE }],
    ['Accept, before anything else', { accept: 'text/event-stream, */*;q=0.1', type: SSE }],
    ['Accept that prefers JSON', { accept: 'application/json, text/event-stream', type: JSON_BODY }],
    ['Accept that refuses it', { accept: '*/*, text/event-stream;q=0', type: JSON_BODY }],
    ['Accept of anything', { accept: '*/*', type: JSON_BODY }],
    ['the body, whatever Accept says', { more: { stream: true }, accept: 'application/json', type: SSE }],
    ['the body, against Accept', { more: { stream: false }, accept: SSE, type: JSON_BODY }],
  ])('is decided by %s', async (_, { more, accept, type }) => {
    const { headers } = await me.ask(QUESTION, more, { Accept: accept });
    expect(headers.get('content-type')).toBe(type);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['a question without words', { query: '?' }, [400, 'question_empty']],
    [
      'a question that is not cached, where that was wanted',
      { query: QUESTION, cache: { only_if_cached: true } },
      [504, 'not_cached'],
    ],
    ['a body that is not as expected', { query: QUESTION, top_k: 0 }, [400, 'invalid_request']],
  ] as const)('before anything was sent is a plain problem: %s', async (_, { query, ...more }, problem) => {
    const answer = await me.ask(query, { stream: true, ...more });
    const { status, code } = problemOf(answer);
    expect([status, code]).toEqual(problem);
  });
});
