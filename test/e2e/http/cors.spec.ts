import { startApp, type TestApp } from '../../support/app';
import { withApp } from '../../support/with-app';

const PAGE = 'https://app.example';
const OTHER = 'https://evil.example';
const CHAT = { model: 'trivet', messages: [{ role: 'user', content: 'When does the bakery open?' }] };
/** What openai-node sends from a browser with `dangerouslyAllowBrowser`. */
const SDK_HEADERS =
  'authorization,cache-control,content-type,idempotency-key,x-stainless-arch,x-stainless-lang,x-stainless-os,' +
  'x-stainless-package-version,x-stainless-retry-count,x-stainless-runtime,x-stainless-runtime-version,x-stainless-timeout';

const allowOrigin = (headers: Headers): string | null => headers.get('access-control-allow-origin');
const exposed = (headers: Headers): string[] =>
  (headers.get('access-control-expose-headers') ?? '').toLowerCase().split(', ');

function preflight(url: string, origin: string, more: Record<string, string> = {}): Promise<Response> {
  const asked = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': SDK_HEADERS };
  return fetch(url, { method: 'OPTIONS', headers: { Origin: origin, ...asked, ...more } });
}

describe('a page of an origin in CORS_ORIGINS', () => {
  const { app, me } = withApp({
    env: { EMBEDDING_PROVIDER: 'lexical', CORS_ORIGINS: `${PAGE}, app://obsidian.md` },
    note: { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' },
  });
  const from = (origin: string) => ({ Origin: origin });

  it.each([
    ['POST', '/assistant/query', { query: 'When does the bakery open?' }],
    ['POST', '/assistant/query', { query: 'When does the bakery open?', stream: true }],
    ['POST', '/v1/chat/completions', CHAT],
    ['POST', '/v1/chat/completions', { ...CHAT, stream: true }],
    ['POST', '/v1/embeddings', { model: 'trivet', input: 'bakery' }],
    ['GET', '/v1/models', undefined],
    ['GET', '/notes', undefined],
    ['GET', '/health', undefined],
    ['GET', '/docs/json', undefined],
  ])('may read the answer to %s %s %j', async (method, path, json) => {
    const answer = await me.call(method, path, { json, headers: from(PAGE) });
    expect([answer.status, allowOrigin(answer.headers)]).toEqual([200, PAGE]);
    expect(answer.headers.get('vary')).toContain('Origin');
    expect(exposed(answer.headers)).toEqual(
      expect.arrayContaining([
        'x-cache',
        'x-cache-layer',
        'age',
        'cache-status',
        'server-timing',
        'x-request-id',
        'retry-after',
        'etag',
        'location',
      ]),
    );
  });

  it.each([
    [400, 'POST /v1/chat/completions', '{'],
    [400, 'POST /assistant/query', '{}'],
    [404, 'GET /nothing', undefined],
    [404, 'GET /v1/models/nothing', undefined],
    [405, 'DELETE /health', undefined],
    [400, 'GET /%', undefined],
    [404, 'GET /notes/01890000-0000-7000-8000-000000000000', undefined],
  ])('may read the error %i of %s', async (status, call, raw) => {
    const [method = '', path = ''] = call.split(' ');
    const answer = await me.call(method, path, { raw, headers: from(PAGE) });
    expect([answer.status, allowOrigin(answer.headers)]).toEqual([status, PAGE]);
  });

  it('may read that its token is missing', async () => {
    const answer = await fetch(`${app.url}/v1/models`, { headers: from(PAGE) });
    expect([answer.status, allowOrigin(answer.headers)]).toEqual([401, PAGE]);
    expect(exposed(answer.headers)).toContain('www-authenticate');
  });

  it.each(['/v1/chat/completions', '/v1/embeddings', '/assistant/query', '/notes', '/nothing'])(
    'is told before it has a token that it may send what the SDK sends to %s',
    async (path) => {
      const { status, headers } = await preflight(app.url + path, PAGE);
      expect([status, allowOrigin(headers)]).toEqual([204, PAGE]);
      expect(headers.get('access-control-allow-headers')).toBe(SDK_HEADERS);
      expect(headers.get('access-control-allow-methods')).toMatch(/\bPOST\b.*\bPATCH\b.*\bDELETE\b/);
      expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(0);
      expect(headers.get('vary')).toContain('Origin');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('access-control-allow-private-network')).toBeNull();
    },
  );

  it('is let in from the public web when its browser asks for that', async () => {
    const { headers } = await preflight(`${app.url}/notes`, PAGE, {
      'Access-Control-Request-Private-Network': 'true',
    });
    expect(headers.get('access-control-allow-private-network')).toBe('true');
  });

  it('may be a page of a desktop program', async () => {
    const { headers } = await me.call('GET', '/notes', { headers: from('app://obsidian.md') });
    expect(allowOrigin(headers)).toBe('app://obsidian.md');
  });

  it.each([
    OTHER,
    'http://app.example',
    'https://app.example:8443',
    'https://app.example.evil.example',
    'null',
  ])('is not one of %s, which may read nothing and is told so no differently than before', async (origin) => {
    const answer = await me.call('GET', '/notes', { headers: from(origin) });
    expect([answer.status, allowOrigin(answer.headers)]).toEqual([200, null]);
    expect(answer.headers.get('vary')).toContain('Origin');
    const asked = await preflight(`${app.url}/notes`, origin);
    expect([asked.status, allowOrigin(asked.headers)]).toEqual([405, null]);
  });
});

describe('without CORS_ORIGINS', () => {
  const { app, me } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' } });

  it('no page of another origin may read anything', async () => {
    const answer = await me.call('GET', '/notes', { headers: { Origin: PAGE } });
    expect([answer.status, allowOrigin(answer.headers), answer.headers.get('vary')]).toEqual([
      200,
      null,
      null,
    ]);
    expect((await preflight(`${app.url}/notes`, PAGE)).status).toBe(405);
  });
});

describe('with CORS_ORIGINS=* and tokens', () => {
  const { app, me } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical', CORS_ORIGINS: '*' } });

  it('any page may read what its token gives it', async () => {
    const answer = await me.call('GET', '/notes', { headers: { Origin: OTHER } });
    expect([answer.status, allowOrigin(answer.headers)]).toEqual([200, '*']);
    expect((await preflight(`${app.url}/notes`, OTHER)).status).toBe(204);
  });
});

describe('with AUTH_MODE=none', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ EMBEDDING_PROVIDER: 'lexical', CORS_ORIGINS: PAGE });
  });
  afterAll(() => app.close());
  const get = (headers: Record<string, string>) => fetch(`${app.url}/notes`, { headers });

  it('lets a page in that the operator named', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const answer = await get({ Origin: PAGE, 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'cors' });
      expect([answer.status, allowOrigin(answer.headers)]).toEqual([200, PAGE]);
    }
    expect((await preflight(`${app.url}/notes`, PAGE)).status).toBe(204);
  });

  it('refuses all others, and what names no origin but comes from another site', async () => {
    const theirs = await get({ Origin: OTHER });
    expect([theirs.status, allowOrigin(theirs.headers)]).toEqual([403, null]);
    expect(await theirs.json()).toMatchObject({ code: 'cross_origin' });
    expect((await preflight(`${app.url}/notes`, OTHER)).status).toBe(403);
    expect((await get({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' })).status).toBe(403);
  });
});
