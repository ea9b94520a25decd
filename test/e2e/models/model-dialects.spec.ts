import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { JWT, startApp, type Answer, type Person, type TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { metric } from '../../support/metric';
import {
  refuses,
  says,
  scriptedModel,
  type ScriptedModel,
  type ScriptedRequest,
} from '../../support/scripted-model';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const QUESTION = 'When does the bakery open on Sundays?';
const RIGHT = 'It opens at nine. [1]';

/** As OpenAI answers a reasoning model's caller who sets a temperature. */
const UNSUPPORTED = {
  error: {
    message:
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
    type: 'invalid_request_error',
    param: 'temperature',
    code: 'unsupported_value',
  },
};

let play: (request: ScriptedRequest, response: ServerResponse) => void;
let model: ScriptedModel;
let app: TestApp;
let me: Person;
let warn: jest.SpyInstance;

beforeAll(async () => {
  model = await scriptedModel((request, response) => {
    play(request, response);
  });
  app = await startApp({
    ...JWT,
    EMBEDDING_PROVIDER: 'lexical',
    LLM_PROVIDER: 'openai',
    LLM_BASE_URL: model.baseUrl,
    LLM_MODEL: 'a-deployment',
    LLM_MAX_CONCURRENT: '3',
    LLM_MAX_WAITING: '4',
  });
});
afterAll(async () => {
  await app.close();
  await model.close();
});

beforeEach(async () => {
  warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  me = app.newcomer();
  await me.write(NOTE);
});
afterEach(() => jest.restoreAllMocks());

const isDegraded = ({ body }: Answer): unknown => body.metadata['degraded'];
const told = (): string[] =>
  warn.mock.calls.map(([line]) => String(line)).filter((line) => /model/u.test(line));

describe('a model that refuses a parameter', () => {
  it('answers all the same', async () => {
    play = (request, response) => {
      if ('temperature' in request) refuses(response, UNSUPPORTED);
      else says(response, [RIGHT]);
    };
    const answer = await me.ask(QUESTION);
    expect([answer.body.answer, isDegraded(answer)]).toEqual([RIGHT, false]);
    expect((await me.call('GET', '/health')).body).toMatchObject({ models: { language: 'up' } });
    expect(told()).toEqual([
      'The language model refused a value of temperature, and is asked without that value. Other values are sent.',
    ]);
  });

  it('goes on to be asked with the values that it takes, whoever sent one that it does not', async () => {
    const sent: unknown[] = [];
    play = (request, response) => {
      const topP = 'top_p' in request ? request.top_p : null;
      sent.push(topP);
      if (topP === 0.9) refuses(response, { error: { message: 'top_p must be below 0.5', param: 'top_p' } });
      else says(response, [RIGHT]);
    };
    const chat = (seed: number, topP: number) =>
      me.call('POST', '/v1/chat/completions', {
        json: { model: 'trivet', messages: [{ role: 'user', content: QUESTION }], seed, top_p: topP },
      });
    const statuses = [];
    for (const [seed, topP] of [
      [1, 0.9],
      [2, 0.4],
      [3, 0.9],
    ] as const)
      statuses.push((await chat(seed, topP)).status);
    expect(statuses).toEqual([200, 200, 200]);
    expect(sent).toEqual([0.9, null, 0.4, null]);
  });
});

describe('a server that refuses every request', () => {
  it('is told of by the answer, the log, health and metrics, with its own words and what to do', async () => {
    play = (_, response) => {
      refuses(response, {
        error: { message: `Billing is not active. You asked: ${QUESTION}`, code: 'billing_not_active' },
      });
    };
    const answers = [];
    for (const more of ['', ' Please.', ' Now.', ' Thanks.']) answers.push(await me.ask(QUESTION + more));
    expect(answers.map(isDegraded)).toEqual([true, true, true, true]);
    const [{ body }] = answers as [Answer];
    expect(body.metadata['degraded_because']).toMatch(
      /HTTP 400 billing_not_active: Billing is not active\. .*LLM_MODEL/,
    );
    expect(JSON.stringify(answers.map((each) => each.body.metadata['degraded_because']))).not.toMatch(
      /bakery|Sundays/,
    );
    expect((await me.call('GET', '/health')).body).toMatchObject({
      status: 'degraded',
      models: { language: 'refusing' },
    });
    expect(await metric(me, 'trivet_upstream_state', { upstream: 'language', state: 'refusing' })).toBe(1);
    expect(told()).toEqual([
      expect.stringMatching(/refuses one request after another: .*billing_not_active/),
    ]);
    expect(JSON.stringify(told())).not.toMatch(/bakery|Sundays/);
  });

  it('is well again with its first answer', async () => {
    let isWell = false;
    play = (_, response) => {
      if (isWell) says(response, [RIGHT]);
      else refuses(response, { error: { message: 'no' } });
    };
    for (const more of ['', ' Please.', ' Now.']) await me.ask(QUESTION + more);
    isWell = true;
    const answer = await me.ask(QUESTION);
    expect([isDegraded(answer), answer.body.metadata['degraded_because']]).toEqual([false, null]);
    expect((await me.call('GET', '/health')).body).toMatchObject({ models: { language: 'up' } });
  });
});

describe('a model that thinks aloud', () => {
  it.each([
    ['in one piece', ['<think>It may be nine.</think>It opens at nine. [1]']],
    ['in pieces', ['<th', 'ink>It may be ni', 'ne.</thi', 'nk>\n\nIt opens', ' at nine. [1]']],
    ['as a part of its content', [[{ type: 'thinking', thinking: [] }], [{ type: 'text', text: RIGHT }]]],
  ])('is told and stored without its thoughts, %s', async (_, pieces) => {
    play = (_, response) => {
      says(response, pieces);
    };
    const reader = me.open(QUESTION);
    await reader.ended;
    expect(reader.text).toBe(RIGHT);
    await app.stored();
    const again = await me.ask(QUESTION);
    expect([again.body.metadata.match, again.body.answer]).toEqual(['exact', RIGHT]);
  });

  it.each([
    'I apologize, but I cannot assist with that.',
    "Unfortunately, I can't assist with that request.",
    'Es tut mir leid, aber dabei kann ich nicht helfen.',
    'Je suis désolé, mais je ne peux pas vous aider.',
    'Lo siento, pero no puedo ayudar con eso.',
  ])('and then refuses: %j is told and forgotten', async (refusal) => {
    const before = model.requests.length;
    play = (_, response) => {
      says(response, [`<think>Hm.</think>${refusal}`]);
    };
    expect((await me.ask(QUESTION)).body.answer).toBe(refusal);
    await app.stored();
    const again = await me.ask(QUESTION);
    expect(again.body.metadata).toMatchObject({ match: null, reason: 'refused_by_gate' });
    expect(model.requests).toHaveLength(before + 2);
  });
});

describe('more questions at once than a model server is sent', () => {
  it('wait for their turn, and behind those that may wait get a 503 with Retry-After', async () => {
    const held: (() => void)[] = [];
    let isHolding = true;
    let running = 0;
    let most = 0;
    play = (_, response) => {
      most = Math.max(most, ++running);
      const answer = (): void => {
        running--;
        says(response, [RIGHT]);
      };
      if (isHolding) held.push(answer);
      else answer();
    };
    const refused: Answer[] = [];
    const asked = Array.from({ length: 12 }, async (_, at) => {
      const answer = await me.ask(`${QUESTION} (${at})`);
      if (answer.status !== 200) refused.push(answer);
      return answer;
    });
    await eventually('five are refused', () => refused.length === 5);
    expect(running).toBe(3);
    isHolding = false;
    for (const answer of held) answer();
    const answers = await Promise.all(asked);
    expect(answers.filter(({ status }) => status === 200).map(({ body }) => body.answer)).toEqual(
      Array(7).fill(RIGHT),
    );
    for (const { status, headers, body } of refused) {
      expect([status, body]).toEqual([503, expect.objectContaining({ code: 'language_model_busy' })]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(most).toBe(3);
    expect((await me.ask(`${QUESTION} (again)`)).status).toBe(200);
  });
});
