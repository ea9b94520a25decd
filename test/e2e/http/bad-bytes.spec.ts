import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { JWT, startApp, tokenOf, type NoteBody, type Person, type TestApp } from '../../support/app';
import { problemOf } from '../../support/problem';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

let app: TestApp;
let me: Person;
let note: NoteBody;
let before: unknown;

async function everything(): Promise<unknown> {
  return [
    (await me.call('GET', '/notes?limit=100')).body,
    await me.stats(),
    (await me.call('GET', '/health/ready')).body,
  ];
}

beforeAll(async () => {
  app = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical' });
  me = app.newcomer();
  note = await me.write(NOTE);
  before = await everything();
});
afterEach(async () => {
  expect(await everything()).toEqual(before);
});
afterAll(async () => {
  await app.close();
});

const targets = (): readonly (readonly [method: string, path: string, field: string])[] => [
  ['POST', '/assistant/query', 'query'],
  ['POST', '/notes', 'title'],
  ['PATCH', `/notes/${note.id}`, 'body'],
];

async function expectRefused(
  raw: string | Uint8Array,
  { status, code }: { status: number; code: string },
  type = 'application/json',
) {
  for (const [method, path] of targets()) {
    const headers = { 'If-Match': '*', 'Content-Type': type };
    expect(problemOf(await me.call(method, path, { raw, headers }))).toMatchObject({ status, code });
  }
}

describe('a body is refused everywhere', () => {
  const notJson: readonly (readonly [what: string, raw: string | Uint8Array])[] = [
    ['empty', ''],
    ['cut off', '{"query":"a"'],
    ['with a comma too many', '{"query":"a",}'],
    ['in single quotes', "{'query':'a'}"],
    ['two values', '{"query":"a"}{"query":"b"}'],
    ['not JSON at all', 'query=a'],
    ['with a raw NUL in a text', '{"query":"a\0b","title":"a\0b","body":"a\0b"}'],
    ['with a raw line break in a text', '{"query":"a\nb"}'],
    ['not UTF-8', Buffer.from('{"query":"h\xe9llo"}', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff{"query":"a"}', 'utf16le')],
    [
      'with a surrogate as WTF-8',
      Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['NaN', 'NaN'],
  ];

  it.each([
    ['that names __proto__', '{"query":"a","title":"a","__proto__":{"isAdmin":true}}'],
    ['that names __proto__ deep down', '{"query":"a","cache":{"__proto__":{"no_store":true}}}'],
    ['that names constructor.prototype', '{"query":"a","constructor":{"prototype":{"isAdmin":true}}}'],
  ])('%s: forbidden_key', async (_what, raw) => {
    await expectRefused(raw, { status: 400, code: 'forbidden_key' });
  });

  it.each(notJson)('%s: invalid_json', async (_what, raw) => {
    await expectRefused(raw, { status: 400, code: 'invalid_json' });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each(['\\u0000', '\\ud800', '\\udfff\\ud800', 'ok \\u0000 ok'])(
    'with text that cannot be stored: %s',
    async (escaped) => {
      for (const [method, path, field] of targets()) {
        const raw = `{"${field}":"${escaped}"}`;
        const problem = problemOf(await me.call(method, path, { raw, headers: { 'If-Match': '*' } }));
        expect(problem).toMatchObject({ status: 400, code: 'malformed_text', errors: [{ path: field }] });
      }
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
  ])('as %s', async (type) => {
    await expectRefused('{"query":"a","title":"a"}', { status: 415, code: 'unsupported_media_type' }, type);
  });

  it.each([1_000, 100_000])('nested %i deep', async (depth) => {
    const nested = '['.repeat(depth) + ']'.repeat(depth);
    await expectRefused(`{"query":${nested},"title":${nested},"body":${nested}}`, {
      status: 400,
      code: 'invalid_request',
    });
    await expectRefused(`{"a":`.repeat(depth) + '1' + '}'.repeat(depth), {
      status: 400,
      code: 'invalid_request',
    });
  });

  it('with 50,000 unknown fields, at a bounded length of the answer', async () => {
    const raw = JSON.stringify(
      Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`field${n}`, n])),
    );
    for (const [method, path] of targets()) {
      const answer = await me.call(method, path, { raw, headers: { 'If-Match': '*' } });
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'invalid_request' });
      expect(JSON.stringify(answer.body).length).toBeLessThan(20_000);
    }
  });
});

describe('what no route takes is refused', () => {
  it.each([
    ['GET', '/nothing', 404, 'not_found'],
    ['POST', '/assistant', 404, 'not_found'],
    ['GET', '/notes/', 404, 'not_found'],
    ['GET', '/notes//', 404, 'not_found'],
    ['GET', '/notes/a/b', 404, 'not_found'],
    ['GET', '/.env', 404, 'not_found'],
    ['GET', '/docs/../../package.json', 404, 'not_found'],
    ['GET', '/docs/%2e%2e/%2e%2e/package.json', 404, 'not_found'],
    ['GET', '/assistant/query', 405, 'method_not_allowed'],
    ['PUT', '/notes', 405, 'method_not_allowed'],
    ['POST', '/health', 405, 'method_not_allowed'],
    ['POST', '/metrics', 405, 'method_not_allowed'],
    ['DELETE', '/assistant/cache-stats', 405, 'method_not_allowed'],
    ['GET', '/notes/%zz', 400, 'invalid_url'],
    ['GET', '/notes?cursor=%00', 400, 'malformed_text'],
    ['GET', '/notes/a%00b', 400, 'malformed_text'],
    ['GET', '/notes?limit=%ff', 400, 'invalid_request'],
  ] as const)('%s %s', async (...[method, path, status, code]) => {
    const answer = await me.call(method, path);
    expect(problemOf(answer)).toMatchObject({ status, code });
    const allowed = answer.headers.get('allow') ?? 'nothing';
    expect(allowed).toMatch(status === 405 ? /^[A-Z]+(, [A-Z]+)*$/ : /^nothing$/);
  });

  it('a method on one note that it does not have', async () => {
    for (const method of ['POST', 'PUT']) {
      const answer = await me.call(method, `/notes/${note.id}`, { json: NOTE });
      expect(problemOf(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' });
      expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, PATCH');
    }
  });
});

describe('who does not say who they are', () => {
  it.each(['', 'Bearer', 'Bearer x.y.z', 'Basic YTpi', `bearer ${'a'.repeat(4_000)}`])(
    'gets nothing with Authorization: %j',
    async (authorization) => {
      const stranger = app.as();
      const calls = [
        ...targets(),
        ['GET', '/notes'],
        ['GET', `/notes/${note.id}`],
        ['DELETE', `/notes/${note.id}`],
        ['GET', '/assistant/cache-stats'],
      ];
      for (const [method = '', path = ''] of calls) {
        const answer = await stranger.call(method, path, { headers: { Authorization: authorization } });
        expect(problemOf(answer).status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
      }
    },
  );
});

describe('a connection that is not well-behaved', () => {
  const send = async (bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  };
  const head = (extra: string): string =>
    `POST /notes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer ${tokenOf({ sub: 'ann' })}\r\n${extra}\r\n\r\n`;

  it.each([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3'],
    ['a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked'],
    ['a length that is no number', 'Content-Length: two'],
    ['a header of 20 kB', `X-Long: ${'x'.repeat(20_000)}`],
  ])('with %s gets a problem', async (_what, extra) => {
    expect(await send(head(extra))).toMatch(/^HTTP\/1\.1 4\d\d .*application\/problem\+json/s);
  });

  it('that leaves in the middle of its body changes nothing', async () => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.end(`${head('Content-Length: 100')}{"title":"half"`);
    expect(await text(socket)).not.toContain(' 201 ');
  });
});
