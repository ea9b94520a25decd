import { randomUUID } from 'node:crypto';
import OpenAI, { BadRequestError } from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import type { FunctionTool, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { z } from 'zod';
import { tokenOf, type Person } from '../../support/app';
import { sentData } from '../../support/openai-events';
import { openAiFaults } from '../../support/openai-document/openai-document';
import { withApp, withModel } from '../../support/with-app';

const eventFaults = (event: object): string[] => openAiFaults('ResponseStreamEvent', event);
const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const Hours = z.object({ opens: z.string() });
const HOURS = '{"opens":"nine"}';

const { app, model, modelCalls } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical' } });
let me: Person;
let openai: OpenAI;

beforeEach(async () => {
  const claims = { sub: 'ann', tenant: randomUUID() };
  me = app.as(claims);
  openai = new OpenAI({ baseURL: `${app.url}/v1`, apiKey: tokenOf(claims), maxRetries: 0 });
  await me.write(OPENING);
  model.answerWith(() => HOURS);
});

const tool = (name: string): FunctionTool => ({
  type: 'function',
  name,
  parameters: {
    type: 'object',
    properties: { opens: { type: 'string' } },
    required: ['opens'],
    additionalProperties: false,
  },
  strict: true,
});
const asked = { model: 'trivet', input: QUESTION };
const respond = (more: Partial<ResponseCreateParamsNonStreaming>) =>
  openai.responses.create({ ...asked, ...more, stream: false });
const eventsOf = async (more: object): Promise<{ type: string }[]> => {
  const { body } = await me.call<string>('POST', '/v1/responses', {
    json: { ...asked, ...more, stream: true },
  });
  return sentData(body);
};

describe('a typed response', () => {
  const text = { format: zodTextFormat(Hours, 'hours') };

  it('is parsed by OpenAI’s own SDK, whole and streamed, and is a hit of the chat that asks for the same', async () => {
    const first = await openai.responses.parse({ ...asked, text });
    expect(first.output_parsed).toEqual({ opens: 'nine' });
    expect(openAiFaults('Response', await respond({ text }))).toEqual([]);
    const streamed = await openai.responses.stream({ ...asked, text }).finalResponse();
    expect(streamed.output_parsed).toEqual({ opens: 'nine' });
    const { type, ...json_schema } = text.format;
    const chat = await openai.chat.completions.create({
      model: 'trivet',
      messages: [{ role: 'user', content: QUESTION }],
      response_format: { type, json_schema },
    });
    expect(chat.choices[0]?.message.content).toBe(HOURS);
    expect(chat).toMatchObject({ trivet: { metadata: { match: 'exact' } } });
    expect(modelCalls()).toBe(1);
  });

  it('is another one than a text, than JSON of any shape, and than one of another schema', async () => {
    const formats = [
      undefined,
      { type: 'json_object' as const },
      text.format,
      zodTextFormat(z.object({ closes: z.string() }), 'hours'),
    ];
    for (const format of formats) await respond({ text: { format } });
    expect(modelCalls()).toBe(formats.length);
  });
});

describe('a response that must call a function', () => {
  const forced: Pick<ResponseCreateParamsNonStreaming, 'tools' | 'tool_choice'> = {
    tools: [tool('open'), tool('close')],
    tool_choice: { type: 'function', name: 'open' },
  };

  beforeEach(() => {
    model.callWith(() => [{ name: 'open', arguments: HOURS }]);
  });

  it('calls it, whole and streamed, and is cached as what it is', async () => {
    const first = await respond(forced);
    expect(openAiFaults('Response', first)).toEqual([]);
    expect(first).toMatchObject({
      status: 'completed',
      output_text: '',
      output: [{ type: 'function_call', status: 'completed', name: 'open', arguments: HOURS }],
      tools: [{ name: 'open' }, { name: 'close' }],
    });
    const streamed = await openai.responses.stream({ ...asked, ...forced }).finalResponse();
    expect(streamed.output).toMatchObject([{ name: 'open', parsed_arguments: { opens: 'nine' } }]);
    expect(streamed).toMatchObject({ trivet: { metadata: { match: 'exact' } } });
    expect(modelCalls()).toBe(1);
  });

  it('says so in events as published, of which the item of each call is put together', async () => {
    model.callWith(() => [
      { name: 'open', arguments: HOURS },
      { name: 'close', arguments: '{"opens":"ten"}' },
    ]);
    const events = await eventsOf({ ...forced, tool_choice: 'required' });
    expect(events.flatMap(eventFaults)).toEqual([]);
    const ended = events.at(-1) as unknown as { response: { output: object[] } };
    expect(ended.response.output).toMatchObject([
      { type: 'function_call', name: 'open', arguments: HOURS },
      { type: 'function_call', name: 'close', arguments: '{"opens":"ten"}' },
    ]);
    const done = events.filter(({ type }) => type === 'response.output_item.done');
    expect(done.map((event) => (event as unknown as { item: object }).item)).toEqual(ended.response.output);
    const deltas = events.filter(({ type }) => type === 'response.function_call_arguments.delta');
    const said = (at: number): string =>
      (deltas as unknown as { output_index: number; delta: string }[])
        .filter(({ output_index }) => output_index === at)
        .map(({ delta }) => delta)
        .join('');
    expect([said(0), said(1)]).toEqual([HOURS, '{"opens":"ten"}']);
  });

  it('goes on with what the function gave, as an agent’s conversation does', async () => {
    const first = await respond(forced);
    const [call] = first.output;
    if (call?.type !== 'function_call') throw new Error('Nothing was called.');
    const output = { type: 'function_call_output' as const, call_id: call.call_id, output: 'Opened.' };
    const next = await respond({
      tools: forced.tools,
      input: [{ role: 'user', content: QUESTION }, call, output],
    });
    expect(next.output_text).toBe(HOURS);
    const { messages = [] } = model.requests.at(-1) ?? {};
    const [called, result] = messages.slice(-2);
    expect(called).toEqual({ role: 'assistant', content: `[Called open with ${HOURS}]` });
    expect(result?.content).toMatch(/^\[Result of open\]\nOpened\.\n/);
  });

  it('does not call functions that it need not, and shares its answer with who sends none', async () => {
    await respond({});
    const hosted = { type: 'web_search_preview' } as const;
    for (const tool_choice of ['auto', 'none', undefined] as const)
      expect(await respond({ tools: [tool('open'), hosted], tool_choice })).toMatchObject({
        output: [{ type: 'message' }],
        trivet: { metadata: { match: 'exact' } },
      });
    expect(modelCalls()).toBe(1);
  });

  it.each<[string, object]>([
    ['a hosted tool', { tools: [{ type: 'web_search' }], tool_choice: { type: 'web_search_preview' } }],
    ['any of hosted tools alone', { tools: [{ type: 'web_search' }], tool_choice: 'required' }],
    [
      'one of allowed hosted tools',
      {
        tools: [{ type: 'web_search' }],
        tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'web_search' }] },
      },
    ],
    ['a function that was not sent', { tools: [tool('open')], tool_choice: { type: 'function', name: 'x' } }],
  ])('is refused when it must call %s', async (_, more) => {
    const error: unknown = await respond(more).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ param: 'tool_choice' });
    expect(modelCalls()).toBe(0);
  });
});

describe('a response in a form, of the model that quotes', () => {
  const quoting = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' } });

  it.each<[param: string, more: object]>([
    ['text.format', { text: { format: zodTextFormat(Hours, 'hours') } }],
    ['tool_choice', { tools: [tool('open')], tool_choice: 'required' }],
  ])('is refused by %s, with the remedy', async (param, more) => {
    const { status, body } = await quoting.me.call<{ error: { message: string } }>('POST', '/v1/responses', {
      json: { ...asked, ...more },
    });
    expect([status, body]).toMatchObject([400, { error: { param, code: 'unsupported_parameter' } }]);
    expect(body.error.message).toContain('LLM_PROVIDER=openai');
  });
});
