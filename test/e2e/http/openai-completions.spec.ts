import { randomUUID } from 'node:crypto';
import OpenAI, { BadRequestError } from 'openai';
import type { Completion } from 'openai/resources/completions';
import { tokenOf, type Person } from '../../support/app';
import { sentData } from '../../support/openai-events';
import { openAiFaults } from '../../support/openai-document/openai-document';
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
  openai = new OpenAI({ baseURL: `${app.url}/v1`, apiKey: tokenOf(claims), maxRetries: 0 });
  await me.write(OPENING);
});

const complete = (more: object = {}) =>
  openai.completions.create({ model: 'trivet', prompt: QUESTION, ...more, stream: false });
/** OpenAI's own chunks have no reason before the last, though its document asks for one in each. */
const NOT_YET = /^CreateCompletionResponse\/choices\/0\/finish_reason /;

describe('a completion by OpenAI’s own SDK', () => {
  it('is an answer, and the same one without the model when it is asked for again', async () => {
    const first = await complete();
    expect(openAiFaults('CreateCompletionResponse', first)).toEqual([]);
    expect(first).toMatchObject({
      object: 'text_completion',
      model: 'org/test-model',
      choices: [{ index: 0, finish_reason: 'stop', logprobs: null }],
      usage: { prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 },
      trivet: { sources: [{ content: OPENING.body }], metadata: { match: null } },
    });
    expect(first.choices[0]?.text).toContain(OPENING.body);
    const again = await complete({
      prompt: [QUESTION],
      best_of: 1,
      echo: false,
      suffix: null,
      logprobs: null,
    });
    expect(again.choices).toEqual(first.choices);
    expect(again).toMatchObject({ trivet: { metadata: { match: 'exact' } } });
    expect(modelCalls()).toBe(1);
  });

  it('streams word by word', async () => {
    const pieces = ['It opens', ' at nine. [1]'];
    const drip = model.drip(pieces);
    const stream = await openai.completions.create({
      model: 'trivet',
      prompt: QUESTION,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: Completion[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      drip.more(1);
    }
    drip.stop();
    expect(chunks.map(({ choices }) => choices[0]?.text)).toEqual(['', ...pieces, '', undefined]);
    expect(chunks[0]).toMatchObject({ trivet: { sources: [{ content: OPENING.body }] } });
    expect(chunks.at(-2)).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      trivet: { metadata: { match: null } },
    });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 1_200 } });
  });

  it('streams chunks that are valid as published, but for the reason that only the last one has', async () => {
    const json = { model: 'trivet', prompt: QUESTION, stream: true };
    const { body } = await me.call<string>('POST', '/v1/completions', { json });
    expect(body).toMatch(/\n\ndata: \[DONE\]\n\n$/);
    const chunks = sentData(body);
    expect(chunks).toHaveLength(3);
    const faults = chunks.map((chunk) => openAiFaults('CreateCompletionResponse', chunk));
    expect(faults.map((found) => found.filter((fault) => !NOT_YET.test(fault)))).toEqual([[], [], []]);
    expect(faults.at(-1)).toEqual([]);
  });

  it.each<[param: string, more: object]>([
    ['n', { n: 2 }],
    ['best_of', { best_of: 2 }],
    ['echo', { echo: true }],
    ['suffix', { suffix: 'end' }],
    ['logprobs', { logprobs: 0 }],
    ['logit_bias', { logit_bias: { 50_256: -100 } }],
    ['prompt', { prompt: [QUESTION, 'And on Mondays?'] }],
    ['prompt', { prompt: [1, 2, 3] }],
    ['prompt', { prompt: [[1], [2]] }],
  ])('is refused by name with another %s', async (param, more) => {
    const error: unknown = await complete(more).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ param });
    expect(modelCalls()).toBe(0);
  });
});
