import fc from 'fast-check';
import { problemIn, startEchoApp, type EchoApp } from '../../test/support/echo-app';

let app: EchoApp;
beforeAll(async () => {
  app = await startEchoApp();
});
beforeEach(() => {
  app.logged.length = 0;
});
afterAll(async () => {
  await app.nest.close();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (payload: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
  app.send({ method: 'POST', url: '/echo', payload, headers });

describe('a JSON body', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'is read when it is declared as %s',
    async (type) => {
      const response = await post('{"text":"héllo"}', { 'content-type': type });
      expect(response.statusCode).toBe(201);
      expect(response.json()).toEqual({ text: 'héllo' });
    },
  );

  it.each([
    'text/plain',
    'text/plain;charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
    'application/json; odata=verbose',
    'application/jsonp',
    'application/problem+json',
    'text/json',
    'nonsense',
  ])('is refused when it is declared as %s', async (type) => {
    const response = await post('{"text":"x"}', { 'content-type': type });
    expect(problemIn(response)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('is refused when it is declared as nothing', async () => {
    expect(problemIn(await post(Buffer.from('{"text":"x"}'), {}))).toMatchObject({ status: 415 });
  });

  it.each([
    ['no JSON', '{"text":'],
    ['empty', ''],
    ['two values', '{} {}'],
    ['no JSON, with a key that is forbidden', '{"__proto__":'],
    ['no JSON, about a key that is forbidden', '__proto__'],
  ])('is refused when it is %s', async (_what, payload) => {
    const problem = problemIn(await post(payload));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(JSON.stringify(problem)).not.toContain('__proto__');
  });

  it.each([
    ['__proto__', '{"text":"x","__proto__":{"admin":true}}'],
    ['an escaped __proto__', '{"text":"x","\\u005f_proto__":{"admin":true}}'],
    ['__proto__ deep inside', '{"text":"x","tags":[{"a":{"__proto__":1}}]}'],
    ['constructor', '{"text":"x","constructor":{"prototype":{"admin":true}}}'],
  ])('is refused when it is poisoned through %s', async (_what, payload) => {
    expect(problemIn(await post(payload))).toMatchObject({ status: 400, code: 'forbidden_key' });
  });

  it.each(['gzip', 'br', 'x-gzip', 'gzip, identity', 'nonsense'])(
    'is refused when it is encoded as %s, with what would be taken instead',
    async (coding) => {
      const response = await post('{"text":"x"}', { ...JSON_TYPE, 'content-encoding': coding });
      expect(problemIn(response)).toMatchObject({ status: 415, code: 'unsupported_content_encoding' });
      expect(response.headers['accept-encoding']).toBe('identity');
    },
  );

  it.each(['identity', 'Identity', ''])('is read when it is encoded as %j', async (coding) => {
    const response = await post('{"text":"x"}', { ...JSON_TYPE, 'content-encoding': coding });
    expect(response.statusCode).toBe(201);
  });

  it('is refused when it is not UTF-8', async () => {
    const latin1 = Buffer.from('{"text":"h\xe9llo"}', 'latin1');
    expect(problemIn(await post(latin1))).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  it('is refused when it is longer than 1 MiB', async () => {
    const fits = await post(JSON.stringify({ text: 'x'.repeat(1_048_576 - 20) }));
    expect(fits.statusCode).toBe(201);
    const over = await post(JSON.stringify({ text: 'x'.repeat(1_048_576) }));
    expect(problemIn(over)).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it.each([
    ['{"text":"a\\u0000b"}', 'text'],
    ['{"text":"\\ud800"}', 'text'],
    ['{"text":"\\udc00\\ud800"}', 'text'],
    ['{"text":"x","tags":["a","\\udfff"]}', 'tags.1'],
    ['{"text":"x","a\\u0000":1}', 'a\uFFFD'],
  ])('is refused when it holds text that cannot be stored: %s', async (payload, path) => {
    const problem = problemIn(await post(payload));
    expect(problem).toMatchObject({ status: 400, code: 'malformed_text', errors: [{ path }] });
  });

  it('may escape whatever is well-formed', async () => {
    const response = await post('{"text":"\\u00e9 \\ud83d\\ude00 \\\\u0000"}');
    expect(response.json()).toEqual({ text: 'é 😀 \\u0000' });
  });

  it('is walked without recursion, however deep it is', async () => {
    const depth = 100_000;
    const payload = `{"text":${'['.repeat(depth)}"\\u0000"${']'.repeat(depth)}}`;
    expect(problemIn(await post(payload))).toMatchObject({ code: 'malformed_text' });
  });

  it('comes back as it was sent, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.boolean(), async (text, escape) => {
        const json = JSON.stringify({ text });
        const sent = escape
          ? json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : json;
        const response = await post(sent);
        const isMalformed = text.includes('\0');
        const told: unknown = isMalformed ? problemIn(response).code : response.json();
        expect(told).toEqual(isMalformed ? 'malformed_text' : { text });
      }),
      { numRuns: 60 },
    );
  });
});

describe('a request with an empty body', () => {
  const types = [
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/x-www-form-urlencoded',
  ];
  const sent = async (method: 'GET' | 'POST' | 'DELETE', url: string, headers: Record<string, string>) =>
    app.send({ method, url, headers });

  it.each(types)(
    'is one without a body, where none is wanted, also when it is declared as %s',
    async (type) => {
      const calls = [
        ['GET', '/echo/x'],
        ['DELETE', '/kept/x'],
      ] as const;
      const others: Record<string, string>[] = [
        {},
        { 'content-length': '0' },
        { 'content-encoding': 'gzip' },
      ];
      for (const [method, url] of calls) {
        for (const more of others) {
          const response = await sent(method, url, { 'content-type': type, ...more });
          expect([method, response.statusCode]).toEqual([method, 200]);
        }
      }
    },
  );

  it('is refused where one is wanted, and told that it is empty', async () => {
    const others: Record<string, string>[] = [{}, { 'transfer-encoding': 'chunked' }];
    for (const more of others) {
      const problem = problemIn(await sent('POST', '/echo', { 'content-type': 'application/json', ...more }));
      expect(problem).toMatchObject({ code: 'invalid_json', detail: 'The body is empty.' });
    }
  });

  it('is one without a body, also when it comes in chunks of which there are none', async () => {
    const chunked = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    expect((await sent('DELETE', '/kept/x', chunked)).statusCode).toBe(200);
  });
});
