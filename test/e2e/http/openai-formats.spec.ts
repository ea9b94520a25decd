import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { randomUUID } from 'node:crypto';
import { tokenOf, type AnswerBody, type Person } from '../../support/app';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

const { app, model, modelCalls } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical' } });
let client: OpenAI;
let ann: Person;

beforeEach(async () => {
  const claims = { sub: 'ann', tenant: randomUUID() };
  ann = app.as(claims);
  await ann.write(OPENING);
  client = new OpenAI({ baseURL: `${app.url}/v1`, apiKey: tokenOf(claims), maxRetries: 0 });
  model.answerWith((prompt) => `From the notes: ${prompt}`);
});

type Wanted = Omit<Partial<ChatCompletionCreateParamsNonStreaming>, 'stream'>;

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

describe('structured output', () => {
  const schemaOf = (type: string): Wanted => ({
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'hours',
        strict: true,
        schema: { type: 'object', properties: { opens: { type } }, required: ['opens'] },
      },
    },
  });
  const json = { response_format: { type: 'json_object' } } as const;
  const answered = ({ choices, trivet }: Completion) => [
    choices[0]?.message.content,
    choices[0]?.finish_reason,
    trivet.metadata.match,
  ];

  it.each<[string, Wanted]>([
    ['json_object', json],
    ['json_schema', schemaOf('string')],
  ])('of %s goes to the model as it is, comes back as content and is found again', async (_, wanted) => {
    model.answerWith(() => '{"opens":"09:00"}');
    const [first, again] = [await ask(wanted), await ask(wanted)];
    expect(answered(first)).toEqual(['{"opens":"09:00"}', 'stop', null]);
    expect(answered(again)).toEqual(['{"opens":"09:00"}', 'stop', 'exact']);
    expect(model.requests.at(-1)).toMatchObject(wanted);
    expect(model.requests.at(-1)?.messages[0]?.content).toContain('JSON');
    expect(modelCalls()).toBe(1);
  });

  it('is a part of both keys: every form has answers of its own, also after an edit elsewhere', async () => {
    const forms: readonly Wanted[] = [{}, json, schemaOf('string'), schemaOf('number')];
    const answers = ['At nine [1].', '{}', '{"opens":"09:00"}', '{"opens":9}'];
    for (const [at, wanted] of forms.entries()) {
      model.answerWith(() => answers[at] ?? '');
      expect(answered(await ask(wanted))).toEqual([answers[at], 'stop', null]);
    }
    for (const [at, wanted] of forms.entries())
      expect(answered(await ask(wanted))).toEqual([answers[at], 'stop', 'exact']);
    await ann.write({ title: 'Elsewhere', body: 'Zebras have stripes.' });
    for (const [at, wanted] of forms.entries())
      expect(answered(await ask(wanted))).toEqual([answers[at], 'stop', 'revalidated']);
    expect(modelCalls()).toBe(forms.length);
  });

  it('that does not satisfy its schema is told as it came, never stored, and the next asker’s model is asked again', async () => {
    for (const said of ['At nine.', '{"opens":9}', '{"opens":"09:00"}']) {
      model.answerWith(() => said);
      expect(answered(await ask(schemaOf('string')))).toEqual([said, 'stop', null]);
    }
    expect(modelCalls()).toBe(3);
    expect(answered(await ask(schemaOf('string')))).toEqual(['{"opens":"09:00"}', 'stop', 'exact']);
  });

  it('that was cut says so, and is never stored', async () => {
    model.answerWith(() => '{"opens":');
    model.finishWith('length');
    expect(answered(await ask(json))).toEqual(['{"opens":', 'length', null]);
    model.finishWith('stop');
    model.answerWith(() => '{}');
    expect(answered(await ask(json))).toEqual(['{}', 'stop', null]);
  });

  it('has its form also where the notes say nothing: the model is asked without passages', async () => {
    model.answerWith(() => '{"opens":""}');
    const messages = [{ role: 'user' as const, content: 'Xylophones?' }];
    expect(answered(await ask({ ...schemaOf('string'), messages }))).toEqual(['{"opens":""}', 'stop', null]);
    expect(answered(await ask({ ...schemaOf('string'), messages }))).toEqual([
      '{"opens":""}',
      'stop',
      'exact',
    ]);
  });

  it('is parsed by OpenAI’s SDK, and streams to it', async () => {
    model.answerWith(() => '{"opens":"09:00"}');
    const messages = [{ role: 'user' as const, content: QUESTION }];
    const { choices } = await client.chat.completions.parse({
      model: 'trivet',
      messages,
      ...schemaOf('string'),
    });
    expect(choices[0]?.message.parsed).toEqual({ opens: '09:00' });
    const stream = client.chat.completions.stream({ model: 'trivet', messages, ...schemaOf('string') });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe('{"opens":"09:00"}');
    expect(modelCalls()).toBe(1);
  });

  it('whose model says nothing that can be shown is a 503, and not prose', async () => {
    model.answerWith(() => '');
    const asking = ask(schemaOf('string')).catch((error: unknown) => error);
    expect(await asking).toMatchObject({ status: 503, code: 'language_model_unavailable' });
  });
});
