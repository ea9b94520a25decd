import { startApp, type Person, type TestApp } from '../../support/app';

interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: unknown;
    readonly code: string;
  };
}

let app: TestApp;
let me: Person;

beforeAll(async () => {
  app = await startApp({ EMBEDDING_PROVIDER: 'lexical', LLM_MODEL: 'test-model' });
  me = app.as();
});
afterAll(async () => {
  await app.close();
});

const user = (content: unknown) => ({ role: 'user', content });

describe('a chat that is refused', () => {
  const image = [{ type: 'image_url', image_url: { url: 'data:,' } }];
  it.each<[string, object, { param: string | null; code: string; status?: number }]>([
    [
      'a tool without a name',
      { tools: [{ type: 'function', function: {} }] },
      { param: 'tools[0].function.name', code: 'invalid_request' },
    ],
    [
      'a function that must be called, of a model that quotes',
      { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: 'required' },
      { param: 'tool_choice', code: 'unsupported_parameter' },
    ],
    [
      'a tool that must be called and was not sent',
      { tools: [], tool_choice: 'required' },
      { param: 'tool_choice', code: 'invalid_request' },
    ],
    [
      'a custom tool that must be called',
      {
        tools: [{ type: 'custom', custom: { name: 'c' } }],
        tool_choice: { type: 'custom', custom: { name: 'c' } },
      },
      { param: 'tool_choice', code: 'unsupported_parameter' },
    ],
    ['two choices', { n: 2 }, { param: 'n', code: 'unsupported_parameter' }],
    ['logprobs', { logprobs: true }, { param: 'logprobs', code: 'unsupported_parameter' }],
    [
      'a JSON schema, of a model that quotes',
      { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: {} } } },
      { param: 'response_format', code: 'unsupported_parameter' },
    ],
    ['a misspelt parameter', { tempreature: 1 }, { param: 'tempreature', code: 'unknown_parameter' }],
    ['a temperature of 3', { temperature: 3 }, { param: 'temperature', code: 'invalid_request' }],
    ['an image', { messages: [user(image)] }, { param: 'messages[0].content', code: 'invalid_request' }],
    [
      'a role that nobody knows',
      { messages: [{ role: 'critic', content: 'x' }, user('Why?')] },
      { param: 'messages[0].role', code: 'invalid_request' },
    ],
    ['no messages', { messages: [] }, { param: 'messages', code: 'invalid_request' }],
    [
      'a chat in which no user says anything',
      { messages: [{ role: 'assistant', content: 'Because' }] },
      { param: 'messages', code: 'invalid_request' },
    ],
    ['a question without words', { messages: [user('?')] }, { param: null, code: 'question_empty' }],
    ['an unknown model', { model: 'lexical' }, { param: 'model', code: 'model_not_found', status: 404 }],
  ])('%s', async (_, more, { param, code, status = 400 }) => {
    const json = { model: 'trivet', messages: [user('When?')], ...more };
    const answer = await me.call<ErrorBody>('POST', '/v1/chat/completions', { json });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('x-request-id')).toEqual(expect.any(String));
    expect(answer.body).toEqual({
      error: {
        message: expect.stringMatching(/\w"?\.$/) as string,
        type: 'invalid_request_error',
        param,
        code,
      },
    });
    expect((await me.stats()).combined.embedded_texts).toBe(0);
  });

  it('says so as OpenAI does also before and beside every handler', async () => {
    const call = (method: string, path: string, raw?: string) =>
      me.call<ErrorBody>(method, path, raw === undefined ? {} : { raw });
    const answers = await Promise.all([
      call('POST', '/v1/chat/completions', '{'),
      call('GET', '/v1/chat/completions'),
      call('POST', '/v1/audio/speech', '{}'),
      call('POST', '/v1/chat/completions', ' '.repeat(2_000_000)),
    ]);
    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual([
      [400, 'invalid_json'],
      [405, 'method_not_allowed'],
      [404, 'not_found'],
      [413, 'body_too_large'],
    ]);
  });
});
