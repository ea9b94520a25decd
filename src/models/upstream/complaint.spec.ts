import fc from 'fast-check';
import { APIError } from 'openai';
import { Complaint } from './complaint';

/** As the client makes it of a body. */
const complaint = (body: object, status = 400): Complaint => {
  const inner = 'error' in body ? (body.error as object) : body;
  return new Complaint(APIError.generate(status, { error: inner }, undefined, new Headers()));
};

const OPENAI = {
  error: {
    message:
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
    type: 'invalid_request_error',
    param: 'temperature',
    code: 'unsupported_value',
  },
};
const OPENAI_LIMIT = {
  error: {
    message:
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    type: 'invalid_request_error',
    param: 'max_tokens',
    code: 'unsupported_parameter',
  },
};
const AZURE = {
  error: {
    message: 'Unrecognized request argument supplied: stream_options',
    type: 'invalid_request_error',
    param: null,
    code: null,
  },
};
const FASTAPI = {
  detail: [
    { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' },
  ],
};
const VLLM = {
  object: 'error',
  message:
    "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted', 'input': {'include_usage': True}}]",
  type: 'BadRequestError',
  param: null,
  code: 400,
};
const GROQ = { error: { message: "property 'seed' is unsupported", type: 'invalid_request_error' } };

describe('Complaint', () => {
  it.each([
    ['temperature', OPENAI],
    ['max_tokens', OPENAI_LIMIT],
    ['stream_options', AZURE],
    ['stream_options', FASTAPI],
    ['stream_options', VLLM],
    ['seed', GROQ],
    ['stop', { error: { message: 'stop is not supported for this model' } }],
    ['top_p', { message: 'Unknown parameter: `top_p`' }],
  ])('names %s in %j', (parameter, body) => {
    expect(complaint(body).names(parameter)).toBe(true);
  });

  it.each([
    ['max_completion_tokens', OPENAI_LIMIT],
    ['stream', AZURE],
    [
      'temperature',
      { error: { message: 'Invalid prompt: what temperature does the roast need?', param: null } },
    ],
    ['stop', { error: { message: 'The request was stopped by the content filter.', param: null } }],
    ['temperature', { error: { message: 'Too many tokens.', param: 'messages' } }],
    ['seed', {}],
  ])('does not name %s in %j', (parameter, body) => {
    expect(complaint(body).names(parameter)).toBe(false);
  });

  it.each([
    [OPENAI, OPENAI.error.message],
    [FASTAPI, 'Extra inputs are not permitted'],
    [GROQ, GROQ.error.message],
    ['<html>no JSON</html>', ''],
  ])('tells %j in the server’s own words', (body, words) => {
    expect(
      complaint(typeof body === 'string' ? {} : body).words(['What is the temperature of a roast?']),
    ).toBe(words);
  });

  it('tells nothing of the texts that were sent, however a server quotes them', () => {
    const sent = ['Gertrude Ashgrove owes 4711 pounds to the man in the red house.'];
    for (const message of [
      'Invalid prompt: "Gertrude Ashgrove owes 4711 pounds"',
      'Blocked: to the man in the red house',
      'Blocked words: ASHGROVE, 4711',
      'GERTRUDE-ashgrove!',
      'Invalid input: {"content":"Gertrude Ashgrove owes"}',
      "[{'type': 'string_type', 'input': {'role': 'user', 'content': 'Gertrude'}}]",
      'prompt=Ashgrove,rest=…',
      'content:4711',
      String.raw`Invalid: {\"content\":\"\nGertrude owes\"}`,
    ]) {
      const told = complaint({ error: { message } }).words(sent);
      expect(told).toContain('…');
      expect(told).not.toMatch(/gertrude|ashgrove|4711|red house/iu);
    }
  });

  it('tells nothing of a text in a script without spaces', () => {
    const sent = ['我欠張三五百元。'];
    for (const message of [
      'Invalid prompt:我欠張三',
      '输入「張三」违规',
      'Blocked: 張三',
      String.raw`"\u5f35\u4e09"`,
    ])
      expect(complaint({ error: { message } }).words(sent)).not.toMatch(/張三/u);
  });

  it('tells no run of three words of any text that was sent', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/u);
    fc.assert(
      fc.property(fc.array(word, { minLength: 3, maxLength: 30 }), fc.nat(), (words, at) => {
        const start = at % (words.length - 2);
        const run = words.slice(start, start + 3).join(' ');
        const told = complaint({ error: { message: `Refused: ${run} (twice)` } }).words([words.join(' ')]);
        expect(` ${told} `).not.toContain(` ${run} `);
      }),
    );
  });

  it('tells no key', () => {
    const told = complaint(
      {
        error: {
          message:
            'Incorrect API key provided: sk-abcd****wxyz. Find yours at 8f14e45fceea167a5a36dedd4bea2543.',
        },
      },
      401,
    ).words([]);
    expect(told).toBe('Incorrect API key provided: … Find yours at …');
  });

  it('tells no key in quotation marks', () => {
    const message = 'Invalid keys \'sk-abcdef\' and ("8f14e45fceea167a5a36dedd4bea2543").';
    expect(complaint({ error: { message } }, 401).words([])).toBe('Invalid keys … and …');
  });

  it('tells no more than a sentence or two', () => {
    expect(complaint({ error: { message: 'much too long '.repeat(1_000) } }).words([]).length).toBeLessThan(
      250,
    );
  });

  it('prints nothing of a body that it holds', () => {
    expect(JSON.stringify(complaint({ error: { message: 'a secret', code: 'x' } }))).not.toContain('secret');
  });
});
