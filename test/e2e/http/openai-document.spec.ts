import type { ServerResponse } from 'node:http';
import { JWT, startApp, type Answer, type Person, type TestApp } from '../../support/app';
import { openAiFaults } from '../../support/openai-document/openai-document';
import {
  refuses,
  says,
  scriptedModel,
  type ScriptedModel,
  type ScriptedRequest,
} from '../../support/scripted-model';

/** Each answer, whole or chunk, is held against OpenAI's published document (test/support/openai-document). */

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const OPENS = 'When does the bakery open?';
const SCHEMA = { type: 'object', properties: { hour: { type: 'integer' } }, required: ['hour'] };
const TOOL = { type: 'function', function: { name: 'open_at', parameters: SCHEMA } };
const TYPED = {
  response_format: { type: 'json_schema', json_schema: { name: 'hours', schema: SCHEMA, strict: true } },
};

let model: ScriptedModel;
let app: TestApp;
let me: Person;

beforeAll(async () => {
  model = await scriptedModel(answer);
  app = await startApp({ ...JWT, ...envOf(model.baseUrl) });
});
beforeEach(async () => {
  me = app.newcomer();
  await me.write(NOTE);
});
afterAll(async () => {
  await app.close();
  await model.close();
});

const envOf = (baseUrl: string) => ({
  EMBEDDING_PROVIDER: 'lexical',
  LLM_PROVIDER: 'openai',
  LLM_BASE_URL: baseUrl,
  LLM_MODEL: 'test-model',
});

/** Says what was asked for, in the form in which it was. A question says how the answer is to end. */
function answer(request: ScriptedRequest, response: ServerResponse): void {
  const asked = JSON.stringify(request['messages']);
  if (asked.includes('fail')) refuses(response, { error: { message: 'no' } });
  else if (Array.isArray(request['tools'])) calls(response);
  else if (request['response_format']) says(response, ['{"hour":', '9}']);
  else if (asked.includes('long')) says(response, ['At nine [1], or'], 'length');
  else if (asked.includes('refuse')) says(response, ['I cannot'], 'content_filter');
  else says(response, ['At nine ', '\u{1F950} [1].']);
}

function calls(response: ServerResponse): void {
  const called = { id: 'call_1', type: 'function', function: { name: 'open_at', arguments: '{"hour":9}' } };
  const chunk = (delta: object, finish_reason: string | null) =>
    `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  response.setHeader('content-type', 'text/event-stream');
  response.write(chunk({ tool_calls: [{ index: 0, ...called }] }, null));
  response.end(`${chunk({}, 'tool_calls')}data: [DONE]\n\n`);
}

/** The data of each server-sent event, but for the mark of the end. */
function eventsOf(text: string): unknown[] {
  const data = text.split('\n\n').flatMap((event) => /^data: (.*)$/m.exec(event)?.slice(1) ?? []);
  return data.filter((json) => json !== '[DONE]').map((json) => JSON.parse(json) as unknown);
}

const chatOf = (question: string, more: object = {}) => ({
  model: 'trivet',
  messages: [{ role: 'user', content: question }],
  ...more,
});

function post(path: string, json: unknown, headers: Record<string, string> = {}): Promise<Answer<unknown>> {
  return me.call('POST', path, { json, headers });
}

/** What of the answer is not as the document has it; a status other than 200 is such a fault. */
async function wholeFaults(schema: string, path: string, json: unknown): Promise<string[]> {
  const { status, body } = await post(path, json);
  return status === 200 ? openAiFaults(schema, body) : [`status ${status}`];
}

/** The same of each event of a stream. */
async function streamFaults(schema: string, path: string, json: object): Promise<string[]> {
  const { status, body } = await post(path, { ...json, stream: true });
  const events = eventsOf(String(body));
  if (status !== 200 || events.length < 2) return [`status ${status}, ${events.length} events`];
  return events.flatMap((event) => openAiFaults(schema, asWhole(schema, event)));
}

/**
 * The one departure: the document has no schema for chunks of a completion, and that of a whole one knows no text that goes on
 * and no usage that is told later. OpenAI's own server says null there, as its prose has it, and programs stop at anything else.
 */
function asWhole(schema: string, event: unknown): unknown {
  if (schema !== 'CreateCompletionResponse') return event;
  const isOpen = (key: string, value: unknown) => value === null && ['finish_reason', 'usage'].includes(key);
  const json = JSON.stringify(event, (key, value: unknown) => {
    if (!isOpen(key, value)) return value;
    return key === 'usage' ? undefined : 'stop';
  });
  return JSON.parse(json) as unknown;
}

interface Shape {
  readonly of: string;
  readonly question?: string;
  readonly more?: object;
  readonly holds: RegExp;
}

describe('chats are as OpenAI’s document has them', () => {
  it.each<Shape>([
    { of: 'a text with citations', holds: /"content":"At nine/ },
    { of: 'a text that is cut', question: `${OPENS} A long answer`, holds: /"finish_reason":"length"/ },
    { of: 'a refusal', question: `${OPENS} Please refuse`, holds: /"finish_reason":"content_filter"/ },
    { of: 'quotes where the model fails', question: `${OPENS} Please fail`, holds: /"degraded":true/ },
    { of: 'a typed text', more: TYPED, holds: /hour/ },
    {
      of: 'a call of a function',
      more: { tools: [TOOL], tool_choice: 'required' },
      holds: /"tool_calls":\[/,
    },
    { of: 'a text with tools at hand', more: { tools: [TOOL] }, holds: /"content":"At nine/ },
  ])('$of, whole and streamed, generated and cached', async ({ question = OPENS, more, holds }) => {
    const body = chatOf(question, more);
    const first = await post('/v1/chat/completions', body);
    expect(JSON.stringify(first.body)).toMatch(holds);
    expect(openAiFaults('CreateChatCompletionResponse', first.body)).toEqual([]);
    expect(await wholeFaults('CreateChatCompletionResponse', '/v1/chat/completions', body)).toEqual([]);
    for (const told of [{}, { stream_options: { include_usage: true } }]) {
      const json = { ...body, ...told };
      const chunks = 'CreateChatCompletionStreamResponse';
      expect(await streamFaults(chunks, '/v1/chat/completions', json)).toEqual([]);
      // Of another question, whose answer is not cached.
      const fresh = { ...json, seed: Object.keys(told).length };
      expect(await streamFaults(chunks, '/v1/chat/completions', fresh)).toEqual([]);
    }
  });

  it('nothing in the notes', async () => {
    me = app.newcomer();
    const [path, body] = ['/v1/chat/completions', chatOf(OPENS)];
    expect(await wholeFaults('CreateChatCompletionResponse', path, body)).toEqual([]);
    expect(await streamFaults('CreateChatCompletionStreamResponse', path, body)).toEqual([]);
  });
});

describe('responses are as OpenAI’s document has them', () => {
  const tool = { type: 'function', name: 'open_at', parameters: SCHEMA, strict: true };
  const typed = { text: { format: { type: 'json_schema', name: 'hours', schema: SCHEMA, strict: true } } };
  it.each<Shape>([
    { of: 'a text with citations', holds: /"url_citation"/ },
    { of: 'a text that is cut', question: `${OPENS} A long answer`, holds: /"status":"incomplete"/ },
    { of: 'a refusal', question: `${OPENS} Please refuse`, holds: /"status":"incomplete"/ },
    { of: 'quotes where the model fails', question: `${OPENS} Please fail`, holds: /"degraded":true/ },
    { of: 'a typed text', more: typed, holds: /hour/ },
    {
      of: 'a call of a function',
      more: { tools: [tool], tool_choice: 'required' },
      holds: /"function_call"/,
    },
    { of: 'a text with tools at hand', more: { tools: [tool], instructions: 'Be brief.' }, holds: /At nine/ },
  ])('$of, whole and streamed, generated and cached', async ({ question = OPENS, more, holds }) => {
    const [path, body] = ['/v1/responses', { model: 'trivet', input: question, ...more }];
    const first = await post(path, body);
    expect(JSON.stringify(first.body)).toMatch(holds);
    expect(openAiFaults('Response', first.body)).toEqual([]);
    expect(await wholeFaults('Response', path, body)).toEqual([]);
    expect(await streamFaults('ResponseStreamEvent', path, body)).toEqual([]);
    expect(await streamFaults('ResponseStreamEvent', path, { ...body, top_p: 0.5 })).toEqual([]);
  });
});

describe('completions are as OpenAI’s document has them', () => {
  it.each<Shape>([
    { of: 'a text', holds: /At nine/ },
    { of: 'a text that is cut', question: `${OPENS} A long answer`, holds: /"finish_reason":"length"/ },
    { of: 'quotes where the model fails', question: `${OPENS} Please fail`, holds: /"degraded":true/ },
  ])('$of, whole and streamed, generated and cached', async ({ question = OPENS, holds }) => {
    const [path, body] = ['/v1/completions', { model: 'trivet', prompt: question }];
    const first = await post(path, body);
    expect(JSON.stringify(first.body)).toMatch(holds);
    expect(openAiFaults('CreateCompletionResponse', first.body)).toEqual([]);
    expect(await wholeFaults('CreateCompletionResponse', path, body)).toEqual([]);
    for (const told of [{}, { stream_options: { include_usage: true } }]) {
      const fresh = { ...body, ...told, seed: Object.keys(told).length };
      for (const json of [{ ...body, ...told }, fresh]) {
        expect(await streamFaults('CreateCompletionResponse', path, json)).toEqual([]);
      }
    }
  });
});

describe('vectors and models are as OpenAI’s document has them', () => {
  it.each([{ input: 'bakery' }, { input: ['bakery', 'oven'] }])('vectors of %j', async (more) => {
    const json = { model: 'trivet', ...more };
    expect(await wholeFaults('CreateEmbeddingResponse', '/v1/embeddings', json)).toEqual([]);
  });

  it('vectors as base64, where the document knows numbers only, in all else', async () => {
    const { body } = await post('/v1/embeddings', { model: 'trivet', input: 'a', encoding_format: 'base64' });
    expect(openAiFaults('CreateEmbeddingResponse', body)).toEqual([
      expect.stringContaining('/data/0/embedding must be array'),
    ]);
  });

  it('the list of models, and each of them', async () => {
    const { body } = await me.call<{ data: { id: string }[] }>('GET', '/v1/models');
    expect(openAiFaults('ListModelsResponse', body)).toEqual([]);
    expect(body.data.length).toBeGreaterThan(1);
    for (const { id } of body.data) {
      const one = await me.call('GET', `/v1/models/${id}`);
      expect([one.status, openAiFaults('Model', one.body)]).toEqual([200, []]);
    }
  });
});

describe('errors are as OpenAI’s document has them', () => {
  it.each([
    [400, 'POST /v1/chat/completions', '{'],
    [400, 'POST /v1/chat/completions', '{"__proto__":{}}'],
    [400, 'POST /v1/chat/completions', '{"model":"trivet","messages":[]}'],
    [400, 'POST /v1/chat/completions', JSON.stringify(chatOf(OPENS, { n: 2 }))],
    [404, 'POST /v1/chat/completions', JSON.stringify({ ...chatOf(OPENS), model: 'gpt-9' })],
    [400, 'POST /v1/embeddings', '{"model":"trivet","input":""}'],
    [400, 'POST /v1/responses', '{"model":"trivet"}'],
    [400, 'POST /v1/responses', '{"model":"trivet","input":"a","previous_response_id":"resp_1"}'],
    [400, 'POST /v1/completions', '{"model":"trivet","prompt":1}'],
    [404, 'GET /v1/models/nothing', undefined],
    [404, 'GET /v1/nothing', undefined],
    [405, 'DELETE /v1/models', undefined],
    [413, 'POST /v1/chat/completions', JSON.stringify(chatOf('a'.repeat(2 ** 21)))],
  ])('%i of %s', async (status, call, raw) => {
    const [method = '', path = ''] = call.split(' ');
    const answered = await me.call(method, path, { raw });
    expect([answered.status, openAiFaults('ErrorResponse', answered.body)]).toEqual([status, []]);
  });

  it('of a missing token, of another type of body, and of what is not cached', async () => {
    const strange = await fetch(`${app.url}/v1/models`);
    const typed = await me.call('POST', '/v1/chat/completions', {
      raw: 'a=b',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const cached = await post('/v1/chat/completions', chatOf(OPENS), { 'Cache-Control': 'only-if-cached' });
    expect([strange.status, typed.status, cached.status]).toEqual([401, 415, 504]);
    for (const body of [await strange.json(), typed.body, cached.body])
      expect(openAiFaults('ErrorResponse', body)).toEqual([]);
  });
});

describe('the document', () => {
  it('finds what is not as it says', () => {
    const chunk = { id: 'a', object: 'chat.completion.chunk', created: 0, model: 'm', usage: null };
    const choice = { index: 0, delta: {}, finish_reason: null, logprobs: null };
    expect(openAiFaults('CreateChatCompletionStreamResponse', { ...chunk, choices: [choice] })).toEqual([]);
    expect(openAiFaults('CreateChatCompletionStreamResponse', chunk)).not.toEqual([]);
    const wrong = { ...chunk, choices: [{ ...choice, finish_reason: 'done' }] };
    expect(openAiFaults('CreateChatCompletionStreamResponse', wrong)).not.toEqual([]);
    expect(openAiFaults('ErrorResponse', { error: { message: 'a', type: 'b', param: null } })).not.toEqual(
      [],
    );
  });
});
