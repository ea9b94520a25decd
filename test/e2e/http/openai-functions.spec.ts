import OpenAI from 'openai';
import { randomUUID } from 'node:crypto';
import { tokenOf } from '../../support/app';
import { withModel } from '../../support/with-app';

/** Programs of before there were tools, and OpenAI's own loop over tools. */

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const OPENS = '{"opens":"09:00"}';

const { app, model, modelCalls } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical' } });
let client: OpenAI;

beforeEach(async () => {
  const claims = { sub: 'ann', tenant: randomUUID() };
  await app.as(claims).write(OPENING);
  client = new OpenAI({ baseURL: `${app.url}/v1`, apiKey: tokenOf(claims), maxRetries: 0 });
  model.answerWith(() => 'At nine [1].');
  model.callWith(() => [{ name: 'report', arguments: OPENS }]);
});

const parameters = { type: 'object', properties: { opens: { type: 'string' } }, required: ['opens'] };
const asked = { model: 'trivet', messages: [{ role: 'user' as const, content: QUESTION }] };

describe('a function that must be called, in the words of before there were tools', () => {
  // Without their types, which are marked as deprecated.
  const legacy: object = { functions: [{ name: 'report', parameters }], function_call: { name: 'report' } };
  const forced = { ...asked, ...legacy };
  const called = { name: 'report', arguments: OPENS };

  it('is called as `function_call`, from the model and from the cache', async () => {
    for (const cache of ['MISS', 'HIT']) {
      const { data, response } = await client.chat.completions.create(forced).withResponse();
      const [choice] = data.choices;
      expect(choice?.message).toMatchObject({ content: null, function_call: called });
      expect(choice?.message).not.toHaveProperty('tool_calls');
      expect(response.headers.get('x-cache')).toBe(cache);
    }
    expect(modelCalls()).toBe(1);
  });

  it('streams as OpenAI’s SDK accumulates it, from the model and from the cache', async () => {
    for (const count of [1, 1]) {
      const stream = client.chat.completions.stream(forced);
      const [choice] = (await stream.finalChatCompletion()).choices;
      expect(choice?.message).toMatchObject({ function_call: called });
      expect(choice?.message).not.toHaveProperty('tool_calls');
      expect(modelCalls()).toBe(count);
    }
  });

  it('is one question with the same function as a tool', async () => {
    await client.chat.completions.create(forced);
    const { data, response } = await client.chat.completions
      .create({
        ...asked,
        tools: [{ type: 'function', function: { name: 'report', parameters } }],
        tool_choice: { type: 'function', function: { name: 'report' } },
      })
      .withResponse();
    expect(response.headers.get('x-cache')).toBe('HIT');
    expect(data.choices[0]?.message.tool_calls).toMatchObject([{ type: 'function', function: called }]);
  });

  it('may be left alone with `auto`: the answer is text, and that of the question without functions', async () => {
    await client.chat.completions.create(asked);
    const { data, response } = await client.chat.completions
      .create({ ...forced, ...({ function_call: 'auto' } as object) })
      .withResponse();
    expect(response.headers.get('x-cache')).toBe('HIT');
    expect(data.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'At nine [1].' } });
  });
});

describe('the loop over tools of OpenAI’s SDK', () => {
  it.each([false, true])('ends with the answer, and runs no tool (streamed: %s)', async (stream) => {
    const ran: unknown[] = [];
    const tools = [
      {
        type: 'function' as const,
        function: {
          name: 'report',
          description: 'Reports opening hours.',
          parameters,
          parse: JSON.parse,
          function: (given: unknown) => {
            ran.push(given);
            return 'reported';
          },
        },
      },
    ];
    for (const calls of [1, 1]) {
      const runner = stream
        ? client.chat.completions.runTools({ ...asked, tools, stream })
        : client.chat.completions.runTools({ ...asked, tools });
      expect(await runner.finalContent()).toBe('At nine [1].');
      expect(runner.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
      expect(modelCalls()).toBe(calls);
    }
    expect(ran).toEqual([]);
  });
});
