import {
  refuses,
  says,
  scriptedModel,
  type ScriptedModel,
  type ScriptedRequest,
} from '../../../test/support/scripted-model';
import type { ModelEvent, Sampling } from '../../core';
import type { OpenAiLanguageModel } from './openai.language-model';

/** What servers say of a parameter that they do not take, and with which status. */
type Refusal = (parameter: string) => readonly [body: object, status: number];

const openAi: Refusal = (param) => [
  {
    error: {
      message: `Unsupported value: '${param}' does not support this value with this model.`,
      type: 'invalid_request_error',
      param,
      code: 'unsupported_value',
    },
  },
  400,
];
const azure: Refusal = (param) => [
  { error: { message: `Unrecognized request argument supplied: ${param}`, param: null, code: null } },
  400,
];
const fastApi: Refusal = (param) => [
  { detail: [{ type: 'extra_forbidden', loc: ['body', param], msg: 'Extra inputs are not permitted' }] },
  422,
];
const mistral: Refusal = (param) => [
  {
    object: 'error',
    message: {
      detail: [{ type: 'extra_forbidden', loc: ['body', param], msg: 'Extra inputs are not permitted' }],
    },
    type: 'invalid_request_error',
  },
  422,
];

const ANSWER = [
  { type: 'token', text: 'Six. [1]' },
  expect.objectContaining({ type: 'end', finish: 'stop' }),
];

describe('A model server with a dialect of its own', () => {
  let scripted: ScriptedModel;

  afterEach(() => scripted.close());

  /** A server that takes no request which has one of these fields. */
  async function refusing(parameters: readonly string[], refusal = openAi): Promise<ScriptedModel> {
    scripted = await scriptedModel((request, response) => {
      const refused = parameters.find((name) => name in request);
      if (refused === undefined) says(response, ['Six. [1]']);
      else refuses(response, ...refusal(refused));
    });
    return scripted;
  }

  async function ask(model: OpenAiLanguageModel, sampling?: Sampling): Promise<ModelEvent[]> {
    const evidence = [{ title: 'T', section: [], content: 'Six.' }];
    const events: ModelEvent[] = [];
    for await (const event of model.stream({
      question: 'How many?',
      evidence,
      ...(sampling && { sampling }),
    }))
      events.push(event);
    return events;
  }

  const sent = (name: string): unknown[] =>
    scripted.requests.map((request: ScriptedRequest) => request[name]);

  it.each([
    ['temperature', openAi],
    ['stream_options', azure],
    ['stream_options', fastApi],
    ['stream_options', mistral],
    ['temperature', mistral],
  ])('answers although it refuses %s, and is not sent it again', async (parameter, refusal) => {
    const { model } = await refusing([parameter], refusal);
    const asked = model();
    expect(await ask(asked)).toEqual(ANSWER);
    expect(await ask(asked)).toEqual(ANSWER);
    expect(sent(parameter).map((value) => value !== undefined)).toEqual([true, false, false]);
  });

  it('answers although it refuses all of them one after the other', async () => {
    const refused = ['temperature', 'top_p', 'seed', 'stop', 'presence_penalty', 'frequency_penalty'];
    const { model } = await refusing([...refused, 'stream_options', 'max_tokens', 'max_completion_tokens']);
    const sampling = {
      topP: 0.5,
      seed: 1,
      stop: ['x'],
      presencePenalty: 1,
      frequencyPenalty: 1,
      maxTokens: 5,
    };
    expect(await ask(model(), sampling)).toEqual(ANSWER);
    expect(Object.keys(scripted.requests.at(-1) ?? {}).sort()).toEqual(['messages', 'model', 'stream']);
  });

  it.each([
    ['my-deployment', 'max_tokens', 'max_completion_tokens'],
    ['gpt-5-mini', 'max_completion_tokens', 'max_tokens'],
  ])('bounds the answer of %s by another name where it refuses %s', async (name, refused, instead) => {
    const { model } = await refusing([refused]);
    expect(await ask(model({ model: name }))).toEqual(ANSWER);
    expect(sent(instead)).toEqual([undefined, 800]);
  });

  it.each(['gpt-5-mini', 'o3', 'openai/gpt-5', 'o4-mini-2025-04-16'])(
    'sends %s nothing that it is known to refuse',
    async (name) => {
      const { model } = await refusing(['temperature', 'top_p', 'max_tokens']);
      expect(await ask(model({ model: name }), { temperature: 0.7, topP: 0.5 })).toEqual(ANSWER);
      expect(scripted.requests).toHaveLength(1);
      expect(sent('max_completion_tokens')).toEqual([800]);
    },
  );

  it.each(['gpt-4o', 'gpt-5-chat-latest', 'llama3:8b', 'foo-o1'])(
    'sends %s what was asked for',
    async (name) => {
      const { model } = await refusing([]);
      await ask(model({ model: name }), { temperature: 0.7 });
      expect(sent('temperature')).toEqual([0.7]);
    },
  );

  it('is asked again as often as the retry policy says when it is busy, though it names a parameter', async () => {
    scripted = await scriptedModel((_, response) => {
      refuses(response, openAi('temperature')[0], 429);
    });
    await expect(ask(scripted.model())).rejects.toThrow('did not answer');
    expect(scripted.requests).toHaveLength(3);
    expect(sent('temperature')).toEqual([0, 0, 0]);
  });

  it('learns nothing from an error that leaving a parameter out does not mend', async () => {
    let isBroken = true;
    scripted = await scriptedModel((_, response) => {
      if (isBroken) refuses(response, ...openAi('temperature'));
      else says(response, ['Six. [1]']);
    });
    const model = scripted.model();
    await expect(ask(model)).rejects.toThrow('did not answer');
    expect(sent('temperature')).toEqual([0, undefined]);
    isBroken = false;
    await ask(model);
    expect(sent('temperature')).toEqual([0, undefined, 0]);
  });

  it('fails with the server’s own words when it refuses the request for good', async () => {
    scripted = await scriptedModel((_, response) => {
      refuses(response, {
        error: { message: 'Billing is not set up for: How many?', code: 'billing', param: 'x' },
      });
    });
    const error: unknown = await ask(scripted.model()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      cause: {
        kind: 'refused',
        message: 'BadRequestError HTTP 400 billing: Billing is not set up for: How many?',
      },
    });
  });

  it.each([
    [['<think>Six', ' or seven?</think>', 'Six. [1]']],
    [
      [
        [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }],
        [{ type: 'text', text: 'Six. [1]' }],
      ],
    ],
    [[[{ type: 'text', text: 'Six. [1]' }]]],
  ])('tells the answer of %j without its thinking', async (pieces) => {
    scripted = await scriptedModel((_, response) => {
      says(response, pieces);
    });
    expect(await ask(scripted.model())).toEqual(ANSWER);
  });

  it('fails once when a model begins inside its thinking, and from then on knows', async () => {
    scripted = await scriptedModel((_, response) => {
      says(response, ['Six or seven?', '</think>', '\n\nSix. [1]']);
    });
    const model = scripted.model();
    await expect(ask(model)).rejects.toThrow('did not answer');
    expect(await ask(model)).toEqual(ANSWER);
  });

  it('tells words as they come again when a model that let a mark slip gives an answer without thinking', async () => {
    let pieces = ['Six.', '</think>', ' Six.'];
    scripted = await scriptedModel((_, response) => {
      says(response, pieces);
    });
    const model = scripted.model();
    await expect(ask(model)).rejects.toThrow('did not answer');
    pieces = ['Six', '. [1]'];
    expect(await ask(model)).toEqual(ANSWER);
    expect((await ask(model)).slice(0, -1)).toEqual(pieces.map((text) => ({ type: 'token', text })));
  });

  it('takes a mark of thinking that the notes have for a quotation, and learns nothing from it', async () => {
    scripted = await scriptedModel((_, response) => {
      says(response, ['The block ends with ', '</think>. [1]']);
    });
    const model = scripted.model();
    for (let asked = 0; asked < 2; asked++) {
      const events: ModelEvent[] = [];
      const evidence = [{ title: 'T', section: [], content: 'A block ends with </think>.' }];
      for await (const event of model.stream({ question: 'How does it end?', evidence })) events.push(event);
      expect(events.slice(0, -1)).toEqual([
        { type: 'token', text: 'The block ends with ' },
        { type: 'token', text: '</think>. [1]' },
      ]);
    }
  });

  it.each([
    ['STOP', 'stop'],
    ['eos', 'stop'],
    ['end_turn', 'stop'],
    ['COMPLETE', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['model_length', 'length'],
    ['SAFETY', 'refused'],
    ['refusal', 'refused'],
    ['tool_calls', 'other'],
  ])('takes the finish reason %s for %s', async (reason, finish) => {
    scripted = await scriptedModel((_, response) => {
      says(response, ['Six.'], reason);
    });
    expect((await ask(scripted.model())).at(-1)).toMatchObject({ finish });
  });
});
