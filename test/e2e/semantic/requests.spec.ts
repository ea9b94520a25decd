import { problemOf } from '../../support/problem';
import { ALIKE, asked, ASKED, matchOf, NINE, OPENING, SERVE } from '../../support/semantic';
import { withModel } from '../../support/with-app';

const { app, me, model, modelCalls } = withModel({ env: SERVE, note: OPENING });

beforeEach(async () => {
  model.answerWith(() => NINE);
  await asked(app, me, ASKED);
});

const chat = async (messages: readonly object[], more: object = {}, headers: Record<string, string> = {}) => {
  const json = { model: 'trivet', messages, ...more };
  const { status, body } = await me.call<{ trivet: { metadata: { match: string | null } } }>(
    'POST',
    '/v1/chat/completions',
    { json, headers },
  );
  expect([status, body]).toEqual([200, body]);
  return body.trivet.metadata.match;
};
const user = (content: string) => ({ role: 'user', content });

describe('A request', () => {
  it('may do without answers of other questions', async () => {
    expect(await matchOf(me, ALIKE, { cache: { semantic: false } })).toBeNull();
    expect(modelCalls()).toBe(2);
  });

  it('may do without in a header, through whichever door', async () => {
    const headers = { 'Cache-Control': 'no-semantic' };
    expect(await chat([user(ALIKE)], {}, headers)).toBeNull();
    expect(modelCalls()).toBe(2);
  });

  it('that says semantic: true gets what it would have got', async () => {
    expect(await matchOf(me, ALIKE, { cache: { semantic: true } })).toBe('semantic');
  });

  it('may raise the threshold above what the two questions have, and is answered anew', async () => {
    const { similarity } = (await me.stats()).semantic.rejections;
    expect(await matchOf(me, ALIKE, { cache: { similarity_threshold: 0.999 } })).toBeNull();
    expect((await me.stats()).semantic.rejections.similarity).toBe(similarity + 1);
  });

  it('may raise it to less than what they have, and is a hit', async () => {
    expect(await matchOf(me, ALIKE, { cache: { similarity_threshold: 0.9 } })).toBe('semantic');
  });

  it('may raise it in a header, through whichever door; the stricter of header and body counts', async () => {
    expect(await chat([user(ALIKE)], {}, { 'Cache-Control': 'similarity-threshold=0.9' })).toBe('semantic');
    const stricter = { 'Cache-Control': 'similarity-threshold="0.999"' };
    const { body } = await me.ask(ALIKE, { cache: { similarity_threshold: 0.9 } }, stricter);
    expect(body.metadata.match).toBeNull();
  });

  it('may never lower it: that is refused, and told what the operator’s is', async () => {
    const lowered = await me.ask(ALIKE, { cache: { similarity_threshold: 0.5 } });
    const { status, code, errors } = problemOf(lowered);
    expect([status, code]).toEqual([400, 'invalid_request']);
    expect(errors).toEqual([
      {
        path: 'cache.similarity_threshold',
        message: expect.stringContaining('must be 0.85 or more') as string,
      },
    ]);
    const header = await me.ask(ALIKE, {}, { 'Cache-Control': 'similarity-threshold=.5' });
    expect(problemOf(header).code).toBe('invalid_request');
    expect(modelCalls()).toBe(1);
  });

  it.each([
    [{ cache: { similarity_threshold: 1.1 } }, {}],
    [{ cache: { similarity_threshold: 'high' } }, {}],
    [{ cache: { semantic: 'no' } }, {}],
    [{ cache: { threshold: 0.9 } }, {}],
    [{}, { 'Cache-Control': 'similarity-threshold=high' }],
    [{}, { 'Cache-Control': 'similarity-threshold' }],
    [{}, { 'Cache-Control': 'similarity-threshold=1.5' }],
  ])('that says %j %j is refused', async (more, headers: Record<string, string>) => {
    expect(problemOf(await me.ask(ALIKE, more, headers)).code).toBe('invalid_request');
  });

  it.each(['no-cache', 'no-store'])('with %s is answered anew', async (directive) => {
    const { body } = await me.ask(ALIKE, {}, { 'Cache-Control': directive });
    expect(body.metadata.match).toBeNull();
    expect(modelCalls()).toBe(2);
  });

  it('with no-store leaves nothing that another question could be matched with', async () => {
    const ann = app.newcomer();
    await ann.write(OPENING);
    await ann.ask(ASKED, {}, { 'Cache-Control': 'no-store' });
    await app.stored();
    expect(await matchOf(ann, ALIKE)).toBeNull();
  });

  it('with only-if-cached is a hit where a semantic one is there, and else a 504', async () => {
    const only = { 'Cache-Control': 'only-if-cached' };
    expect((await me.ask(ALIKE, {}, only)).body.metadata.match).toBe('semantic');
    const without = await me.ask(ALIKE, { cache: { semantic: false } }, only);
    expect(problemOf(without)).toMatchObject({ status: 504, code: 'not_cached' });
  });

  it('with max-age takes no answer that is older', async () => {
    app.clock.stop();
    app.clock.advance(10_000);
    expect(await matchOf(me, ALIKE, { cache: { max_age: 60 } })).toBe('semantic');
    expect(await matchOf(me, ALIKE, { cache: { max_age: 5 } })).toBeNull();
  });
});

describe('A question that is not all there is to it', () => {
  const format = { response_format: { type: 'json_object' } };

  it.each([
    ['wants a form', [user(ALIKE)], format],
    ['has sampling of its own', [user(ALIKE)], { temperature: 0.9 }],
    ['has a system message', [{ role: 'system', content: 'Answer like a pirate.' }, user(ALIKE)], {}],
    ['asks for more passages', [user(ALIKE)], { top_k: 7 }],
  ])('is no semantic hit: it %s', async (_, messages, more) => {
    if ('response_format' in more) model.answerWith(() => '{}');
    const own = 'top_k' in more ? await matchOf(me, ALIKE, more) : await chat(messages, more);
    expect(own).toBeNull();
    expect(modelCalls()).toBe(2);
  });

  it('leaves nothing that a plain one could be matched with', async () => {
    const ann = app.newcomer();
    await ann.write(OPENING);
    const messages = [{ role: 'system', content: 'Answer like a pirate.' }, user(ASKED)];
    await ann.call('POST', '/v1/chat/completions', { json: { model: 'trivet', messages } });
    await app.stored();
    expect(await matchOf(ann, ALIKE)).toBeNull();
  });
});

describe('With CONVERSATIONS=verbatim', () => {
  const verbatim = withModel({ env: { ...SERVE, CONVERSATIONS: 'verbatim' }, note: OPENING });

  it('a question behind other turns is no semantic hit, and one of its own is', async () => {
    verbatim.model.answerWith(() => NINE);
    await asked(verbatim.app, verbatim.me, ASKED);
    const messages = [user('Hello'), { role: 'assistant', content: 'Hello.' }, user(ALIKE)];
    const { body } = await verbatim.me.call<{ trivet: { metadata: { match: string | null } } }>(
      'POST',
      '/v1/chat/completions',
      { json: { model: 'trivet', messages } },
    );
    expect(body.trivet.metadata.match).toBeNull();
    expect(await matchOf(verbatim.me, ALIKE)).toBe('semantic');
  });
});
