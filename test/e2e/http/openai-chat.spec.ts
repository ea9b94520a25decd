import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { tokenOf, type Answer, type AnswerBody, type Person } from '../../support/app';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

interface Message {
  readonly role: string;
  readonly content: unknown;
}

interface ChatBody {
  readonly trivet: Pick<AnswerBody, 'sources'>;
}

interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: unknown;
    readonly code: string;
  };
}

const { app, model, modelCalls, arrived } = withModel({
  env: { EMBEDDING_PROVIDER: 'lexical', LLM_MAX_TOKENS: '500' },
});
let me: Person;
let token: string;

beforeEach(async () => {
  const claims = { sub: 'ann', tenant: randomUUID() };
  me = app.as(claims);
  token = tokenOf(claims);
  await me.write(OPENING);
});

const user = (content: unknown): Message => ({ role: 'user', content });

function chat<Body = ChatBody>(
  messages: readonly Message[],
  { more = {}, headers = {} }: { more?: object; headers?: Record<string, string> } = {},
): Promise<Answer<Body>> {
  return me.call<Body>('POST', '/v1/chat/completions', {
    json: { model: 'trivet', messages, ...more },
    headers,
  });
}

describe('a chat', () => {
  it('says that nothing is cached in a way that no SDK asks again for', async () => {
    const headers = { 'Cache-Control': 'only-if-cached' };
    const answer = await chat<ErrorBody>([user(QUESTION)], { headers });
    expect([answer.status, answer.body.error.code]).toEqual([504, 'not_cached']);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(modelCalls()).toBe(0);
  });

  it('is refused when what was said before is too long', async () => {
    const answer = await chat<ErrorBody>([user('x'.repeat(100_001)), user(QUESTION)]);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ code: 'context_length_exceeded', param: 'messages' });
  });

  it('embeds and searches a question of its own without the turns before it', async () => {
    const answer = await chat([
      user(QUESTION),
      { role: 'assistant', content: 'At nine.' },
      user('Which xylophones sound brightest?'),
    ]);
    expect(answer.body.trivet.sources).toEqual([]);
    expect(modelCalls()).toBe(0);
  });

  it('hands sampling parameters to the model, and the operator’s longest answer stays the longest', async () => {
    const parameters = { temperature: 0.5, top_p: 0.9, seed: 7, presence_penalty: 1, frequency_penalty: -1 };
    await chat([user(QUESTION)], { more: { ...parameters, stop: '\n', max_completion_tokens: 10_000 } });
    expect(model.requests.at(-1)).toMatchObject({ ...parameters, stop: ['\n'], max_tokens: 500 });
    await chat([user(QUESTION)], { more: { max_tokens: 20 } });
    expect(model.requests.at(-1)).toMatchObject({ max_tokens: 20, temperature: 0 });
    expect(model.requests.at(-1)).not.toHaveProperty('top_p');
  });
});

describe('a streamed chat', () => {
  const address = (): string => `${app.url}/v1/chat/completions`;
  const headers = () => ({ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' });
  const bodyOf = (more: object): string =>
    JSON.stringify({ model: 'trivet', messages: [user(QUESTION)], ...more });
  const eventsOf = (text: string): object[] =>
    text
      .split('\n\n')
      .filter((event) => event.startsWith('data: {'))
      .map((event) => JSON.parse(event.slice('data: '.length)) as object);

  it('that fails after its first words ends with an error and no [DONE]', async () => {
    const drip = model.drip(['It opens', ' at nine']);
    drip.more(1);
    const response = await fetch(address(), {
      method: 'POST',
      headers: headers(),
      body: bodyOf({ stream: true }),
    });
    let body = '';
    for await (const part of response.body ?? []) {
      body += Buffer.from(part).toString();
      if (body.includes('It opens')) drip.cut();
    }
    drip.stop();
    expect(body).toContain('"content":"It opens"');
    expect(body).not.toContain('[DONE]');
    expect(eventsOf(body).at(-1)).toEqual({
      error: expect.objectContaining({ type: 'server_error', code: 'language_model_unavailable' }) as object,
    });
  });

  it.each([true, false])('ends the model’s work when its only reader leaves (stream: %s)', async (stream) => {
    const drip = model.drip(['Never', ' heard']);
    const ended = model.earlyEnds;
    const { abandoned } = (await me.stats()).combined.model_calls;
    // Not by fetch: it connects again after it has left, and no server ends while such a connection says nothing.
    const asker = request(address(), { method: 'POST', headers: headers(), agent: false });
    asker.on('error', () => undefined).end(bodyOf({ stream }));
    await arrived(1);
    asker.destroy();
    await model.endedEarly(ended + 1);
    drip.stop();
    expect(await me.stats()).toMatchObject({ combined: { model_calls: { abandoned: abandoned + 1 } } });
  });
});
