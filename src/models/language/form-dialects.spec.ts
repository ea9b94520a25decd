import type { ServerResponse } from 'node:http';
import type { AnswerFormat, ModelEvent } from '../../core';
import {
  refuses,
  says,
  scriptedModel,
  type ScriptedModel,
  type ScriptedRequest,
} from '../../../test/support/scripted-model';
import type { OpenAiLanguageModel, Refused } from './openai.language-model';

const SCHEMA = { type: 'object', properties: { opens: { type: 'string' } } };
const written: AnswerFormat = { kind: 'json_schema', name: 'hours', schema: SCHEMA };
const report: AnswerFormat = {
  kind: 'call',
  functions: [{ name: 'report', parameters: SCHEMA }],
  single: true,
};
const either: AnswerFormat = {
  kind: 'call',
  functions: [{ name: 'report' }, { name: 'pass' }],
  single: false,
};

let scripted: ScriptedModel;
let answer: (request: ScriptedRequest, response: ServerResponse) => void;

beforeEach(async () => {
  scripted = await scriptedModel((request, response) => {
    answer(request, response);
  });
});
afterEach(() => scripted.close());

async function ask(model: OpenAiLanguageModel, format: AnswerFormat): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of model.stream({ question: 'When?', evidence: [], format })) events.push(event);
  return events;
}

const tokensOf = (events: readonly ModelEvent[]): string =>
  events.map((event) => (event.type === 'token' ? event.text : '')).join('');
const callsOf = (events: readonly ModelEvent[]) => events.filter(({ type }) => type === 'call');
const waysOf = (): string[] => scripted.requests.map(wayOf);

function wayOf({ tools, response_format: asked }: ScriptedRequest): string {
  if (tools !== undefined) return 'tools';
  return asked === undefined ? 'words' : (asked as { type: string }).type;
}

/** A server that takes these ways alone. */
function takes(ways: readonly string[], text: string, complaint: object) {
  return (request: ScriptedRequest, response: ServerResponse): void => {
    if (ways.includes(wayOf(request))) says(response, [text]);
    else refuses(response, complaint);
  };
}

describe('A server that does not know a form', () => {
  it.each<[string, AnswerFormat, readonly string[], object]>([
    [
      'DeepSeek',
      written,
      ['json_object', 'words'],
      { error: { message: 'This response_format type is unavailable now' } },
    ],
    [
      'Groq',
      written,
      ['words'],
      { error: { message: 'This model does not support response format `json_schema`.' } },
    ],
    [
      'an old one',
      written,
      ['words'],
      { detail: [{ loc: ['body', 'response_format'], msg: 'Extra inputs are not permitted' }] },
    ],
    ['Ollama', report, ['json_schema', 'words'], { error: { message: 'gemma:2b does not support tools' } }],
    ['one without any', report, ['words'], { error: { message: 'Unsupported', param: 'tools' } }],
  ])(
    'is asked in another way, down to the words of the prompt: %s',
    async (...[, format, ways, complaint]) => {
      answer = takes(ways, '{"opens":"9"}', complaint);
      const events = await ask(scripted.model(), format);
      expect(waysOf().at(-1)).toBe(ways[0]);
      const told = JSON.stringify(scripted.requests.at(-1)?.['messages']);
      expect(ways[0] === 'json_schema' || told.includes('JSON Schema')).toBe(true);
      const json = '{"opens":"9"}';
      const isCall = format.kind === 'call';
      expect(callsOf(events)).toEqual(
        isCall ? [{ type: 'call', at: 0, name: 'report', arguments: json }] : [],
      );
      expect(tokensOf(events)).toBe(isCall ? '' : json);
      expect(events.at(-1)).toMatchObject({ type: 'end', finish: 'stop' });
    },
  );

  it('is not asked in a way again that it refused three times in a row, and says so once', async () => {
    const told: Refused[] = [];
    const model = scripted.model({ onRefused: (refused) => told.push(refused) });
    answer = takes(['json_object'], '{}', { error: { message: 'unknown response_format' } });
    for (let asked = 0; asked < 4; asked++) await ask(model, written);
    expect(waysOf().filter((way) => way === 'json_schema')).toHaveLength(3);
    expect(told).toEqual([{ what: 'form', name: 'json_schema' }]);
  });

  it('that refuses single schemas goes on being asked by schema', async () => {
    const model = scripted.model();
    const complaint = { error: { message: 'Invalid schema for response_format', param: 'response_format' } };
    for (let asked = 0; asked < 4; asked++) {
      answer = takes(['json_object'], '{}', complaint);
      await ask(model, written);
      answer = takes(['json_schema'], '{}', complaint);
      await ask(model, written);
    }
    expect(waysOf().at(-1)).toBe('json_schema');
  });

  it('that complains of something else fails as it always did', async () => {
    answer = takes([], '', { error: { message: 'The prompt is too long' } });
    await expect(ask(scripted.model(), written)).rejects.toMatchObject({ name: 'ModelUnavailableError' });
    expect(scripted.requests).toHaveLength(1);
  });
});

describe('A model that', () => {
  it.each<[string, AnswerFormat, string[], string]>([
    ['writes its JSON between fences', written, ['```json\n', '{"opens":"9"}', '\n```'], '{"opens":"9"}'],
    ['introduces its JSON', written, ['Sure! ', '{"opens":"9"}'], '{"opens":"9"}'],
    ['thinks first', written, ['<think>Hm.</think>', '{"opens":"9"}'], '{"opens":"9"}'],
    ['writes no JSON', written, ['At ', 'nine.'], 'At nine.'],
    ['calls nothing', report, ['At ', 'nine.'], 'At nine.'],
  ])('%s', async (...[, format, pieces, text]) => {
    answer = (_, response) => {
      says(response, pieces);
    };
    expect(tokensOf(await ask(scripted.model(), format))).toBe(text);
  });

  it('writes JSON tells it as it comes', async () => {
    answer = (_, response) => {
      says(response, ['{"opens"', ':"9"}']);
    };
    const events = await ask(scripted.model(), written);
    expect(events.slice(0, 2)).toEqual([
      { type: 'token', text: '{"opens"' },
      { type: 'token', text: ':"9"}' },
    ]);
  });

  it.each<[string, AnswerFormat, string, object]>([
    [
      'Hermes',
      report,
      '<tool_call>{"name":"report","arguments":{"a":1}}</tool_call>',
      { name: 'report', arguments: '{"a":1}' },
    ],
    ['the arguments alone', report, '{"a":1}', { name: 'report', arguments: '{"a":1}' }],
    ['which of two', either, '{"name":"pass","arguments":{}}', { name: 'pass', arguments: '{}' }],
  ])('writes a call as text has called: %s', async (...[, format, text, call]) => {
    answer = (_, response) => {
      says(response, [text]);
    };
    expect(callsOf(await ask(scripted.model(), format))).toEqual([{ type: 'call', at: 0, ...call }]);
  });
});
