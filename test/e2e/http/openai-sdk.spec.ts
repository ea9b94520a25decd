import { randomUUID } from 'node:crypto';
import OpenAI, { AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import type { ChatCompletionChunk, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { tokenOf, type Person } from '../../support/app';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

const { app, model, modelCalls } = withModel({
  env: { EMBEDDING_PROVIDER: 'lexical', LLM_MODEL: 'org/test-model' },
});
let me: Person;
let openai: OpenAI;

beforeEach(async () => {
  const claims = { sub: 'ann', tenant: randomUUID() };
  me = app.as(claims);
  openai = clientWith(tokenOf(claims));
  await me.write(OPENING);
});
const clientWith = (apiKey: string): OpenAI => new OpenAI({ baseURL: `${app.url}/v1`, apiKey });
const chat = (said: string | ChatCompletionMessageParam[], more: object = {}) =>
  openai.chat.completions.create({
    model: 'trivet',
    messages: typeof said === 'string' ? [{ role: 'user', content: said }] : said,
    stream: false,
    ...more,
  });
const rejection = (failing: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(failing).then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );

describe('a chat by OpenAI’s own SDK', () => {
  it('gets an answer, and the same one without the model when it is asked for again', async () => {
    const { data: first, response } = await chat(QUESTION).withResponse();
    expect(first).toMatchObject({
      id: `chatcmpl-${response.headers.get('x-request-id') ?? ''}`,
      object: 'chat.completion',
      model: 'org/test-model',
      usage: { prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 },
      trivet: { sources: [{ content: OPENING.body }], metadata: { match: null, reason: 'never_asked' } },
    });
    expect(first.choices).toHaveLength(1);
    expect(first.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(first.choices[0]?.message.content).toContain(OPENING.body);

    const { data: second, response: again } = await chat(QUESTION).withResponse();
    expect(second.choices).toEqual(first.choices);
    expect(second).toMatchObject({ trivet: { metadata: { match: 'exact' } } });
    expect(again.headers.get('x-cache')).toBe('HIT');
    expect(modelCalls()).toBe(1);
  });

  it('has what it cites put together by the SDK, streamed or not', async () => {
    model.answerWith(() => 'At nine [1], on Sundays [1].');
    const whole = await chat(QUESTION);
    const messages = [{ role: 'user' as const, content: QUESTION }];
    const streamed = openai.chat.completions.stream({ model: 'trivet', messages });
    const put = (await streamed.finalChatCompletion()).choices[0]?.message;
    expect(put).toMatchObject({ content: 'At nine [1], on Sundays [1].' });
    expect(put).toHaveProperty('annotations', whole.choices[0]?.message.annotations);
    expect(whole.choices[0]?.message.annotations).toHaveLength(2);
  });

  it('streams word by word, and what was streamed is a hit for JSON', async () => {
    const pieces = ['It opens', ' at nine\n', 'or, in "spring", at \u{1F950} eight. [1]'];
    const drip = model.drip(pieces);
    const stream = await openai.chat.completions.create({
      model: 'trivet',
      messages: [{ role: 'user', content: QUESTION }],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: ChatCompletionChunk[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      // The next piece is said only when this one was heard.
      drip.more(1);
    }
    drip.stop();
    expect(chunks.map(({ choices }) => choices[0]?.delta.content)).toEqual([
      '',
      ...pieces,
      // What it cites.
      '',
      undefined,
      undefined,
    ]);
    expect(chunks[0]).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ delta: { role: 'assistant' }, finish_reason: null }],
      trivet: { sources: [{ content: OPENING.body }] },
    });
    expect(new Set(chunks.map(({ id, created }) => `${id} ${created}`)).size).toBe(1);
    expect(chunks.at(-2)).toMatchObject({
      choices: [{ delta: {}, finish_reason: 'stop' }],
      usage: null,
      trivet: { metadata: { match: null, query: QUESTION } },
    });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 1_200 } });
    expect((await chat(QUESTION)).choices[0]?.message.content).toBe(pieces.join(''));
    expect(modelCalls()).toBe(1);
  });

  it('shows the model what was said before, in its roles, where the last turn is about that', async () => {
    const said: ChatCompletionMessageParam[] = [
      { role: 'developer', content: 'Answer like a pirate.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Do you know' },
          { type: 'text', text: 'the baker?' },
        ],
      },
      { role: 'assistant', content: 'Aye.', refusal: null },
      { role: 'user', content: 'Are you sure?' },
    ];
    expect(await chat(said)).toMatchObject({ trivet: { sources: [] } });
    const { messages = [] } = model.requests.at(-1) ?? {};
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[0]?.content).toMatch(/\n\nAnswer like a pirate\.$/);
    expect(messages[1]?.content).toBe('Do you know\nthe baker?');
    expect(messages[2]?.content).toBe('Aye.');
    expect(messages[3]?.content).toBe('Are you sure?');
  });

  it('takes an answer of ours back as a turn, as programs that keep the conversation do', async () => {
    const [first] = (await chat(QUESTION)).choices;
    if (!first) throw new Error('There was no answer.');
    const answer = await chat([
      { role: 'user', content: QUESTION },
      first.message,
      { role: 'user', content: 'And what does the bakery do on Sundays?' },
    ]);
    expect(answer.choices[0]?.finish_reason).toBe('stop');
  });
});

describe('vectors by OpenAI’s own SDK', () => {
  const input = ['the bakery', 'a bakery', 'the bakery'];

  it('are the same as base64, which it asks for by itself, and as numbers', async () => {
    const byDefault = await openai.embeddings.create({ model: 'lexical', input });
    const floats = await openai.embeddings.create({ model: 'lexical', input, encoding_format: 'float' });
    expect(byDefault.data.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(byDefault.data.map(({ embedding }) => embedding)).toEqual(
      floats.data.map(({ embedding }) => embedding),
    );
    const [first, second, third] = floats.data.map(({ embedding }) => embedding);
    expect(first).toHaveLength(384);
    expect(first?.reduce((sum, number) => sum + number ** 2, 0)).toBeCloseTo(1, 5);
    expect(third).toEqual(first);
    expect(second).not.toEqual(first);
    expect(floats.usage.prompt_tokens).toBeGreaterThan(0);
    expect(floats.usage.total_tokens).toBe(floats.usage.prompt_tokens);
  });
});

describe('models by OpenAI’s own SDK', () => {
  it('are listed, the name that never changes first and the one for vectors last, and each is found by its name', async () => {
    const ids: string[] = [];
    for await (const { id } of openai.models.list()) ids.push(id);
    expect(ids).toEqual(['trivet', 'org/test-model', 'lexical']);
    for (const id of ids) expect(await openai.models.retrieve(id)).toMatchObject({ id, object: 'model' });
  });
});

describe('an error in OpenAI’s own SDK', () => {
  it('is an AuthenticationError for a key that is no token', async () => {
    const error = await rejection(clientWith('sk-nothing').models.list());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      requestID: expect.any(String) as string,
    });
  });

  it('is a NotFoundError for a model that there is not', async () => {
    const error = await rejection(chat(QUESTION, { model: 'gpt-4' }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
    expect(await rejection(openai.models.retrieve('gpt-4'))).toBeInstanceOf(NotFoundError);
  });

  it('is a BadRequestError that names the parameter', async () => {
    const error = await rejection(chat(QUESTION, { n: 2 }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'unsupported_parameter', param: 'n', type: 'invalid_request_error' });
    expect(modelCalls()).toBe(0);
  });
});
