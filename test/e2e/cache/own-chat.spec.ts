import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import OpenAI from 'openai';
import { tokenOf, type Answer, type AnswerBody, type Person } from '../../support/app';
import { parseCacheStatus } from '../../support/cache-status';
import { samplesOf } from '../../support/metric';
import { withApp, withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

/** Asks for JSON about a chat, as chat programs do. */
const asks = (what: string, json: string): string =>
  `### Task:\n${what} for the chat history.\n### Output:\nJSON format: ${json}\n### Chat History:\n` +
  `<chat_history>\nUSER: ${QUESTION}\nASSISTANT: At nine. [1]\n</chat_history>`;
const TITLE = asks('Generate a title of 2-4 words', '{ "title": "a title" }');
const TAGS = asks('Generate 1-3 broad tags', '{ "tags": ["a", "b"] }');
const FOLLOW_UPS = asks('Predict 3-5 useful messages the user might send', '{ "follow_ups": ["a", "b"] }');

interface ChatBody {
  readonly choices: readonly { readonly message: { content: string }; readonly finish_reason: string }[];
  readonly trivet: Pick<AnswerBody, 'sources' | 'metadata'>;
}

function ask(as: Person, content: string, headers: Record<string, string> = {}): Promise<Answer<ChatBody>> {
  const json = { model: 'trivet', messages: [{ role: 'user', content }] };
  return as.call<ChatBody>('POST', '/v1/chat/completions', { json, headers });
}

const textOf = ({ body }: Answer<ChatBody>): string | undefined => body.choices[0]?.message.content;

async function bypassed(as: Person): Promise<Record<string, number>> {
  const samples = await samplesOf(as, 'trivet_bypassed_total');
  return Object.fromEntries(samples.map(({ labels, value }) => [labels['outcome'] ?? '', value]));
}

describe('what a program asks about its own chat, with a model', () => {
  const { app, model, me, modelCalls, arrived } = withModel({
    env: {
      EMBEDDING_PROVIDER: 'lexical',
      PRICE_PER_MTOK_IN: '3',
      PRICE_PER_MTOK_OUT: '15',
      CACHE_REFRESH_TOP: '5',
    },
    note: OPENING,
  });

  beforeEach(() => {
    model.answerWith(() => '{"title": "Sunday hours"}');
  });

  it('is sent to it as the program said it, without evidence', async () => {
    const answer = await ask(me, TITLE);
    expect(textOf(answer)).toBe('{"title": "Sunday hours"}');
    expect(model.requests.at(-1)?.messages).toEqual([{ role: 'user', content: TITLE }]);
    expect(answer.body.trivet.sources).toEqual([]);
    expect(answer.body.trivet.metadata).toMatchObject({
      cached: false,
      layer: null,
      match: null,
      reason: 'bypassed',
      degraded: false,
      model: 'test-model',
    });
  });

  it('goes past the caches, and says so', async () => {
    for (const { headers } of [await ask(me, TITLE), await ask(me, TITLE)]) {
      expect(headers.get('x-cache')).toBe('BYPASS');
      expect(parseCacheStatus(headers.get('cache-status'))).toEqual({
        cache: 'trivet',
        parameters: { fwd: 'bypass', detail: 'bypassed' },
      });
      expect(headers.get('cache-control')).toBe('private, no-store');
    }
    expect(modelCalls()).toBe(2);
  });

  it('leaves no trace but a count of its own, and its cost', async () => {
    await me.ask(QUESTION);
    await app.stored();
    const [before, countBefore] = [await me.stats(), await bypassed(me)];
    await ask(me, TITLE);
    await ask(me, TAGS);
    await app.stored();
    const [after, countAfter] = [await me.stats(), await bypassed(me)];
    expect(countAfter).toEqual({ ...countBefore, answered: (countBefore['answered'] ?? 0) + 2 });
    expect(after.combined.bypassed).toBe(before.combined.bypassed + 2);
    expect(after.combined.total_cost).toBeGreaterThan(before.combined.total_cost);
    expect(after.combined.model_calls.passed).toBe(before.combined.model_calls.passed + 2);
    const { l1_query, l3_context, combined } = before;
    // The memory of a whole Redis is not only what is kept here.
    const l2_embedding = { ...before.l2_embedding, redis_memory_used: after.l2_embedding.redis_memory_used };
    expect(after).toMatchObject({ l1_query, l2_embedding, l3_context });
    for (const name of ['hit_rate', 'total_hits', 'total_misses', 'embedded_texts', 'retrievals'] as const)
      expect([name, after.combined[name]]).toEqual([name, combined[name]]);
  });

  it('is never asked again after an edit, as popular questions are', async () => {
    await Promise.all([ask(me, TITLE), ask(me, TITLE), ask(me, TITLE)]);
    await me.write({ title: 'News', body: 'The bakery has a new oven.' });
    await app.refreshed();
    expect(modelCalls()).toBe(3);
  });

  it('is never shared: askers at one moment get an answer each', async () => {
    const release = model.hold();
    const answers = [ask(me, TITLE), ask(me, TITLE)];
    await arrived(2);
    release();
    expect((await Promise.all(answers)).map(textOf)).toEqual(Array(2).fill('{"title": "Sunday hours"}'));
    expect(modelCalls()).toBe(2);
  });

  it('is streamed as any answer is, to the SDK too', async () => {
    const apiKey = tokenOf({ sub: 'ann', tenant: randomUUID() });
    const stream = new OpenAI({ baseURL: `${app.url}/v1`, apiKey }).chat.completions.stream({
      model: 'trivet',
      messages: [{ role: 'user', content: TITLE }],
    });
    expect(await stream.finalContent()).toBe('{"title": "Sunday hours"}');
  });

  it.each([
    ['/v1/chat/completions', { messages: [{ role: 'user', content: TITLE }] }],
    ['/v1/responses', { input: TITLE }],
    ['/v1/completions', { prompt: TITLE }],
  ])('is recognised at every door, whole and streamed: %s', async (path, asked) => {
    for (const stream of [false, true]) {
      const json = { model: 'trivet', ...asked, stream };
      const answer = await me.call<unknown>('POST', path, { json });
      expect([answer.status, answer.headers.get('x-cache')]).toEqual([200, 'BYPASS']);
      const said = JSON.stringify(answer.body).replaceAll('\\', '');
      expect(said).toContain('Sunday hours');
      expect(said).toContain('"reason":"bypassed"');
    }
    expect(model.requests.at(-1)?.messages).toEqual([{ role: 'user', content: TITLE }]);
  });

  it('is told by its instructions too, where the input is the chat', async () => {
    const json = {
      model: 'trivet',
      instructions:
        'You make titles for chats. Write a title of 2-4 words for this conversation. Output only the title, no quotes.',
      input: QUESTION,
    };
    const answer = await me.call<unknown>('POST', '/v1/responses', { json });
    expect(answer.headers.get('x-cache')).toBe('BYPASS');
  });

  it('ends with its only reader, and the model’s work with it', async () => {
    const release = model.hold();
    const ended = model.earlyEnds;
    const { abandoned } = (await me.stats()).combined.model_calls;
    // Not by fetch: it connects again after it has left, and no server ends while such a connection says nothing.
    const body = JSON.stringify({ model: 'trivet', messages: [{ role: 'user', content: TITLE }] });
    const authorization = `Bearer ${tokenOf({ sub: 'ann', tenant: randomUUID() })}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const asker = request(`${app.url}/v1/chat/completions`, { method: 'POST', headers, agent: false });
    asker.on('error', () => undefined).end(body);
    await arrived(1);
    asker.destroy();
    await model.endedEarly(ended + 1);
    release();
    expect((await me.stats()).combined.model_calls.abandoned).toBe(abandoned + 1);
  });

  it('is a 504 where only a cached answer will do', async () => {
    const answer = await ask(me, TITLE, { 'Cache-Control': 'only-if-cached' });
    expect([answer.status, modelCalls()]).toEqual([504, 0]);
  });

  it('may be as long as a conversation, which no question may', async () => {
    const long = TITLE.replace('At nine. [1]', 'At nine. '.repeat(10_000));
    expect((await ask(me, long)).headers.get('x-cache')).toBe('BYPASS');
    expect((await ask(me, long.replaceAll('title', 'loaf'))).status).toBe(400);
    expect((await ask(me, TITLE.replace('At nine.', 'At nine. '.repeat(12_000)))).status).toBe(400);
  });

  it('is answered in the form that it wants when the model gives nothing', async () => {
    model.answerWith(() => '');
    const answer = await ask(me, TITLE);
    expect(textOf(answer)).toBe(JSON.stringify({ title: QUESTION }));
    expect(answer.body.trivet.metadata).toMatchObject({ degraded: true });
    expect((await bypassed(me))['degraded']).toBe(1);
  });

  it('never takes the answer of a question over notes, nor gives one', async () => {
    model.answerWith((prompt) => `From the notes: ${prompt}`);
    const answer = await ask(me, `What title has the note that says "${OPENING.body}"?`);
    expect(answer.body.trivet.sources).toHaveLength(1);
    expect(answer.headers.get('x-cache')).toBe('MISS');
  });
});

describe('what a program asks about its own chat, with the extractive model', () => {
  const { me } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' }, note: OPENING });

  it.each([
    ['a title', TITLE, { title: QUESTION }],
    ['tags', TAGS, { tags: [] }],
    ['next questions', FOLLOW_UPS, { follow_ups: [] }],
  ])('is answered in the JSON that it wants: %s', async (_, content, json) => {
    const answer = await ask(me, content);
    expect(JSON.parse(textOf(answer) ?? '')).toEqual(json);
    expect(answer.headers.get('x-cache')).toBe('BYPASS');
    expect(answer.body.trivet.metadata).toMatchObject({ degraded: false, model: 'extractive' });
  });

  const LIBRECHAT = `Analyze this conversation and provide:\n1. The language it is in\n2. A concise title in that language (5 words or less, no punctuation)\n\nUser: ${QUESTION}\nAI: At nine.`;
  const properties = { language: { type: 'string' }, title: { type: 'string' } };
  const parameters = { type: 'object', properties, required: ['language', 'title'] };
  const titled = { language: '', title: QUESTION };
  const send = (more: object, content = LIBRECHAT) =>
    me.call<FormedBody>('POST', '/v1/chat/completions', {
      json: { model: 'trivet', messages: [{ role: 'user', content }], ...more },
    });

  it('has the form of a schema that comes with it', async () => {
    const json_schema = { name: 'title', schema: parameters, strict: true };
    const { status, body } = await send({ response_format: { type: 'json_schema', json_schema } });
    expect(status).toBe(200);
    expect(JSON.parse(body.choices[0]?.message.content ?? '')).toEqual(titled);
    const text = { format: { type: 'json_schema', ...json_schema } };
    const response = await me.call<{ output: readonly { content: readonly { text: string }[] }[] }>(
      'POST',
      '/v1/responses',
      { json: { model: 'trivet', input: LIBRECHAT, text } },
    );
    expect(JSON.parse(response.body.output[0]?.content[0]?.text ?? '')).toEqual(titled);
  });

  it('has the form of any object, with the key that it names', async () => {
    const { body } = await send({ response_format: { type: 'json_object' } }, TITLE);
    expect(JSON.parse(body.choices[0]?.message.content ?? '')).toEqual({ title: QUESTION });
  });

  it('calls the function that must be called', async () => {
    const { body } = await send({
      tools: [{ type: 'function', function: { name: 'titled', parameters } }],
      tool_choice: { type: 'function', function: { name: 'titled' } },
    });
    const [call] = body.choices[0]?.message.tool_calls ?? [];
    expect(call?.function.name).toBe('titled');
    expect(JSON.parse(call?.function.arguments ?? '')).toEqual(titled);
  });

  it('is still refused where a question over notes asks for a form', async () => {
    const { status } = await send({ response_format: { type: 'json_object' } }, QUESTION);
    expect(status).toBe(400);
  });
});

interface FormedBody {
  readonly choices: readonly {
    readonly message: {
      readonly content: string | null;
      readonly tool_calls?: readonly { readonly function: { name: string; arguments: string } }[];
    };
  }[];
}
