import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { randomUUID } from 'node:crypto';
import { tokenOf, type AnswerBody } from '../../support/app';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

const { app, model, modelCalls } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical' } });
let client: OpenAI;

beforeEach(async () => {
  const claims = { sub: 'ann', tenant: randomUUID() };
  await app.as(claims).write(OPENING);
  client = new OpenAI({ baseURL: `${app.url}/v1`, apiKey: tokenOf(claims), maxRetries: 0 });
  model.answerWith((prompt) => `From the notes: ${prompt}`);
});

type Wanted = Partial<ChatCompletionCreateParamsNonStreaming>;

type Completion = OpenAI.ChatCompletion & { readonly trivet: Pick<AnswerBody, 'metadata'> };

const ask = async (more: Wanted = {}): Promise<Completion> => {
  const messages = [{ role: 'user' as const, content: QUESTION }];
  return (await client.chat.completions.create({ model: 'trivet', messages, ...more })) as Completion;
};

const tool = (name: string, properties: object = {}) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties } },
});

describe('tools that need not be called', () => {
  it('ask for nothing: a question with and without them is one hit, and the model is not sent them', async () => {
    const first = await ask({ tools: [tool('search')], tool_choice: 'auto', parallel_tool_calls: true });
    const again = await ask();
    expect(again.trivet.metadata.match).toBe('exact');
    expect(again.choices[0]?.message.content).toBe(first.choices[0]?.message.content);
    expect(model.requests.at(-1)).not.toHaveProperty('tools');
    expect(modelCalls()).toBe(1);
  });
});

describe('a function that must be called', () => {
  const time = '{"opens":"09:00"}';
  const forced: Wanted = {
    tools: [tool('report', { opens: { type: 'string' } })],
    tool_choice: { type: 'function', function: { name: 'report' } },
  };

  it('is called with what the model wrote, and called again from the cache under another id', async () => {
    model.callWith(() => [{ name: 'report', arguments: time }]);
    const first = await ask(forced);
    const again = await ask(forced);
    const called = [first, again].map(({ choices: [choice] }) => choice?.message.tool_calls?.[0]);
    for (const call of called)
      expect(call).toMatchObject({ type: 'function', function: { name: 'report', arguments: time } });
    expect(called[0]?.id).not.toBe(called[1]?.id);
    expect(first.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    expect([first, again].map(({ trivet }) => trivet.metadata.match)).toEqual([null, 'exact']);
    expect(modelCalls()).toBe(1);
  });

  it('streams as OpenAI’s SDK accumulates it, from the model and from the cache', async () => {
    model.callWith(() => [{ name: 'report', arguments: time }]);
    for (const count of [1, 1]) {
      const stream = client.chat.completions.stream({
        model: 'trivet',
        messages: [{ role: 'user', content: QUESTION }],
        tools: [tool('report', { opens: { type: 'string' } })],
        tool_choice: { type: 'function', function: { name: 'report' } },
      });
      const { choices } = await stream.finalChatCompletion();
      expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({
        id: expect.stringMatching(/^call_/) as string,
        function: { name: 'report', arguments: time },
      });
      expect(modelCalls()).toBe(count);
    }
  });
});
