import { randomUUID } from 'node:crypto';
import OpenAI, { APIError, BadRequestError, NotFoundError } from 'openai';
import type { ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { tokenOf, type Person } from '../../support/app';
import { sentData, sentEvents } from '../../support/openai-events';
import { openAiFaults } from '../../support/openai-document/openai-document';
import { withModel } from '../../support/with-app';

const eventFaults = (event: object): string[] => openAiFaults('ResponseStreamEvent', event);
const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

interface Event {
  readonly type: string;
  readonly sequence_number: number;
}

const { app, model, modelCalls } = withModel({
  env: { EMBEDDING_PROVIDER: 'lexical', LLM_MODEL: 'org/test-model' },
});
let me: Person;
let openai: OpenAI;

beforeEach(async () => {
  const claims = { sub: 'ann', tenant: randomUUID() };
  me = app.as(claims);
  openai = new OpenAI({ baseURL: `${app.url}/v1`, apiKey: tokenOf(claims), maxRetries: 0 });
  await me.write(OPENING);
});

const respond = (more: Partial<ResponseCreateParamsNonStreaming> & Record<string, unknown> = {}) =>
  openai.responses.create({ model: 'trivet', input: QUESTION, ...more, stream: false });
const streamed = async (more: object = {}): Promise<string> => {
  const json = { model: 'trivet', input: QUESTION, stream: true, ...more };
  return (await me.call<string>('POST', '/v1/responses', { json })).body;
};
const rejection = (failing: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(failing).then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );

describe('a response by OpenAI’s own SDK', () => {
  it('is an answer, and the same one without the model when it is asked for again', async () => {
    const first = await respond({ metadata: { topic: 'bread' }, instructions: 'Be brief.' });
    expect(openAiFaults('Response', first)).toEqual([]);
    expect(first).toMatchObject({
      object: 'response',
      status: 'completed',
      error: null,
      incomplete_details: null,
      instructions: 'Be brief.',
      metadata: { topic: 'bread' },
      model: 'org/test-model',
      previous_response_id: null,
      store: false,
      tool_choice: 'auto',
      tools: [],
      output: [{ type: 'message', role: 'assistant', status: 'completed' }],
      usage: { input_tokens: 1_000, output_tokens: 200, total_tokens: 1_200 },
      trivet: { sources: [{ content: OPENING.body }], metadata: { match: null, reason: 'never_asked' } },
    });
    expect(first.output_text).toContain(OPENING.body);

    const again = await respond({ instructions: 'Be brief.' });
    expect(again.output_text).toBe(first.output_text);
    expect(again).toMatchObject({ trivet: { metadata: { match: 'exact' } } });
    expect(modelCalls()).toBe(1);
  });

  it('streams word by word, and its accumulator makes of it what the whole response is', async () => {
    const pieces = ['It opens', ' at nine\n', 'or, in "spring", at \u{1F950} eight. [1]'];
    const drip = model.drip(pieces);
    const heard: string[] = [];
    const stream = openai.responses.stream({ model: 'trivet', input: QUESTION });
    stream.on('response.output_item.added', () => {
      drip.more(1);
    });
    stream.on('response.output_text.delta', ({ delta }) => {
      heard.push(delta);
      // The next piece is said only when this one was heard.
      drip.more(1);
    });
    stream.on('response.created', () => {
      drip.more(1);
    });
    const accumulated = await stream.finalResponse();
    drip.stop();
    expect(heard).toEqual(pieces);
    expect(accumulated.output_text).toBe(pieces.join(''));
    const whole = await respond();
    expect(whole.output_text).toBe(accumulated.output_text);
    expect(whole).toMatchObject({ trivet: { metadata: { match: 'exact' } } });
    expect(modelCalls()).toBe(1);
  });

  it('takes a conversation, in which its own output is a turn', async () => {
    const first = await respond();
    await respond({
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Answer like a pirate.' },
        { role: 'user', content: [{ type: 'input_text', text: QUESTION }] },
        ...first.output,
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'function_call', call_id: 'c1', name: 'clock', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'It is noon.' },
        { role: 'user', content: 'What does the bakery do on Sundays?' },
      ] as ResponseCreateParamsNonStreaming['input'],
    });
    const { messages = [] } = model.requests.at(-1) ?? {};
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'user']);
    expect(messages[0]?.content).toMatch(/\n\nBe brief\.\n\nAnswer like a pirate\.$/);
    expect(messages[2]?.content).toBe(`${first.output_text}\n[Called clock with {}]`);
    expect(messages[3]?.content).toBe('[Result of clock]\nIt is noon.');
    expect(messages[4]?.content).toMatch(/Question: What does the bakery do on Sundays\?$/);
  });

  it('says why it is not whole, and such a response is not kept', async () => {
    for (const [finish, reason] of [
      ['length', 'max_output_tokens'],
      ['content_filter', 'content_filter'],
    ] as const) {
      model.finishWith(finish);
      const cut = await respond({ max_output_tokens: 20 });
      expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason } });
      expect(openAiFaults('Response', cut)).toEqual([]);
      const events = sentData<Event>(await streamed({ max_output_tokens: 20 }));
      expect(events.at(-1)).toMatchObject({
        type: 'response.incomplete',
        response: {
          status: 'incomplete',
          incomplete_details: { reason },
          output: [{ status: 'incomplete' }],
        },
      });
      expect(events.flatMap(eventFaults)).toEqual([]);
    }
    model.finishWith('stop');
    expect(await respond({ max_output_tokens: 20 })).toMatchObject({ trivet: { metadata: { match: null } } });
  });
});

describe('a streamed response', () => {
  const types = (stream: string): string[] => sentData<Event>(stream).map(({ type }) => type);

  it('has OpenAI’s events in order, numbered, each valid as published', async () => {
    const stream = await streamed();
    const events = sentData<Event>(stream);
    expect(events.flatMap(eventFaults)).toEqual([]);
    expect(sentEvents(stream).map(({ name }) => name)).toEqual(types(stream));
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, at) => at));
    expect(types(stream)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events[0]).toMatchObject({
      response: { status: 'in_progress', output: [], trivet: { sources: [{ content: OPENING.body }] } },
    });
    const whole = await respond();
    expect(events.at(-1)).toMatchObject({
      response: {
        output: [{ content: [{ text: whole.output_text }] }],
        trivet: { metadata: { match: null, query: QUESTION } },
      },
    });
  });

  it('of a cached answer has the same events', async () => {
    const first = await streamed();
    const again = await streamed();
    expect(types(again)).toEqual(types(first));
    expect(sentData(again).at(-1)).toMatchObject({ response: { trivet: { metadata: { match: 'exact' } } } });
  });

  it('that fails after its first words says so in both ways, and an SDK throws', async () => {
    const drip = model.drip(['It opens', ' at nine']);
    drip.more(1);
    const stream = await openai.responses.create({ model: 'trivet', input: QUESTION, stream: true });
    const events: Event[] = [];
    const error = await rejection(
      (async () => {
        for await (const event of stream) {
          events.push(event);
          if (event.type === 'response.output_text.delta') drip.cut();
        }
      })(),
    );
    drip.stop();
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'language_model_unavailable', type: 'server_error' });
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error' } },
    });
    expect(events.flatMap(eventFaults)).toEqual([]);
  });
});

describe('what needs a server that keeps responses', () => {
  it.each<[string, object]>([
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['conversation', { conversation: 'conv_1' }],
    ['background', { background: true }],
    ['prompt', { prompt: { id: 'pmpt_1' } }],
  ])('%s is refused by its name, and its neutral value is not', async (param, more) => {
    const error = await rejection(respond({ ...more }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'unsupported_parameter', param });
    expect(modelCalls()).toBe(0);
    const neutral = param === 'background' ? false : null;
    expect(await respond({ [param]: neutral, store: true })).toMatchObject({ status: 'completed' });
  });

  it.each(['previous_response_id', 'conversation'])(
    '%s is refused with what to send instead',
    async (param) => {
      const error = await rejection(respond({ [param]: 'kept_1' }));
      expect(String(error)).toContain('send the earlier items in `input`');
    },
  );

  it('is not there: no response is found by its id', async () => {
    const { id } = await respond();
    for (const call of [
      openai.responses.retrieve(id),
      openai.responses.delete(id),
      openai.responses.cancel(id),
    ])
      expect(await rejection(call)).toBeInstanceOf(NotFoundError);
  });
});
