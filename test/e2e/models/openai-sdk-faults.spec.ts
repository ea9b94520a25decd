import { randomUUID } from 'node:crypto';
import OpenAI, { InternalServerError } from 'openai';
import { JWT, startApp, tokenOf, type TestApp } from '../../support/app';
import { DIMENSIONS, startFaultServer, status, well, type FaultServer } from '../../support/fault-server';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

/** A pause that ends behind every deadline, so that it is not made here but by who asked. */
const PAUSE_S = 2;

let vectors: FaultServer;
let words: FaultServer;
let app: TestApp;
let apiKey: string;

beforeAll(async () => {
  vectors = await startFaultServer();
  words = await startFaultServer();
  app = await startApp({
    ...JWT,
    ...vectors.embeddingEnv,
    EMBEDDING_TIMEOUT_MS: '1500',
    ...words.languageEnv,
    LLM_FIRST_TOKEN_TIMEOUT_MS: '1500',
  });
  // As many good calls as the breaker remembers, so that the faults below do not open it.
  for (let good = 0; good < 10; good++) await app.newcomer().write({ ...NOTE, body: `Note ${good}` });
});
beforeEach(async () => {
  vectors.play(well);
  words.play(well);
  const claims = { sub: 'ann', tenant: randomUUID() };
  apiKey = tokenOf(claims);
  await app.as(claims).write(NOTE);
});
afterAll(async () => {
  await app.close();
  await vectors.close();
  await words.close();
});

const client = (more: { maxRetries?: number } = {}): OpenAI =>
  new OpenAI({ baseURL: `${app.url}/v1`, apiKey, ...more });
const embed = (openai: OpenAI) => openai.embeddings.create({ model: 'trivet', input: 'bread' });
const chat = (openai: OpenAI) =>
  openai.chat.completions.create({
    model: 'trivet',
    messages: [{ role: 'user', content: 'When does the bakery open on Sundays?' }],
  });

describe('OpenAI’s own SDK', () => {
  it.each([
    ['vectors', embed],
    ['a chat', chat],
  ])('raises its InternalServerError for %s while the embedding server fails', async (_, call) => {
    vectors.play(status(429, { 'Retry-After': String(PAUSE_S) }));
    const error = await call(client({ maxRetries: 0 })).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({
      status: 503,
      code: 'embedding_model_unavailable',
      type: 'server_error',
      requestID: expect.any(String) as string,
    });
    expect((error as InternalServerError).headers.get('retry-after')).toBe(String(PAUSE_S));
  });

  it('asks again by itself, after the pause that the embedding server asked for', async () => {
    vectors.play(status(429, { 'Retry-After': String(PAUSE_S) }), well);
    const startedAt = performance.now();
    const { data } = await embed(client());
    expect(data[0]?.embedding).toHaveLength(DIMENSIONS);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(PAUSE_S * 1_000);
    expect(vectors.calls).toBe(2);
  });

  it('gets quotes that say so, and no error, while the language model has too much to do', async () => {
    words.play(status(429, { 'Retry-After': String(PAUSE_S) }));
    const answer = await chat(client());
    expect(answer).toMatchObject({
      choices: [{ message: { content: 'The bakery opens at nine on Sundays. [1]' }, finish_reason: 'stop' }],
      trivet: { metadata: { degraded: true, model: 'extractive' } },
    });
    expect(words.calls).toBe(1);
  });
});
