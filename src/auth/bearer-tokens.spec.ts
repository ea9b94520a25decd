import { createSigner, type Algorithm } from 'fast-jwt';
import { problemIn, startEchoApp, type EchoApp } from '../../test/support/echo-app';
import { bearerTokens } from './bearer-tokens';

const SECRET = 'an-hs256-secret-of-thirty-two-bytes!';
const HOUR_S = 3600;
const now = () => Math.floor(Date.now() / 1000);

interface Signing {
  readonly key?: string;
  readonly algorithm?: Algorithm;
}

const CLAIMS = { tenant: 'acme', sub: 'ann', workspaces: ['red', 'blue', 'red'] };

function token(
  claims: Record<string, unknown> = {},
  { key = SECRET, algorithm = 'HS256' }: Signing = {},
): string {
  return createSigner({ key, algorithm })({ ...CLAIMS, exp: now() + HOUR_S, ...claims });
}

const unsigned = (claims: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
};

describe('AUTH_MODE=jwt', () => {
  let app: EchoApp;
  beforeAll(async () => {
    app = await startEchoApp({ AUTH_MODE: 'jwt', JWT_SECRET: SECRET });
  });
  afterAll(async () => {
    await app.nest.close();
  });
  const me = (authorization?: string) =>
    app.send({ url: '/me', headers: authorization === undefined ? {} : { authorization } });

  it('knows who asks from the claims, workspaces as a sorted set', async () => {
    const expected = { tenant: 'acme', user: 'ann', workspaces: ['blue', 'red'], roles: [] };
    expect((await me(`Bearer ${token()}`)).json()).toEqual(expected);
    expect((await me(`bearer  ${token({ roles: ['admin'] })}`)).json()).toEqual({
      ...expected,
      roles: ['admin'],
    });
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearer é'])(
    'asks for a token when the header is %j',
    async (authorization) => {
      const response = await me(authorization);
      expect(problemIn(response)).toMatchObject({ status: 401, code: 'unauthenticated' });
      expect(response.headers['www-authenticate']).toBe('Bearer realm="trivet"');
    },
  );

  it.each([
    ['signed with another key', () => token({}, { key: `${SECRET}?` })],
    ['signed with another algorithm', () => token({}, { algorithm: 'HS512' })],
    ['unsigned', () => unsigned({ ...CLAIMS, exp: now() + HOUR_S })],
    [
      'tampered with',
      () => token().replace(/\.[^.]+\./, `.${unsigned({ ...CLAIMS, sub: 'eve' }).split('.')[1] ?? ''}.`),
    ],
    ['no token', () => 'abc'],
    ['expired', () => token({ exp: now() - 10 })],
    ['not valid yet', () => token({ nbf: now() + 60 })],
  ])('refuses a token that is %s', async (_what, make) => {
    const response = await me(`Bearer ${make()}`);
    expect(problemIn(response)).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(response.headers['www-authenticate']).toMatch(/^Bearer realm="trivet", error="invalid_token", /);
  });

  it('forgives clocks that are a few seconds apart', async () => {
    expect((await me(`Bearer ${token({ exp: now() - 2 })}`)).statusCode).toBe(200);
    expect((await me(`Bearer ${token({ nbf: now() + 2 })}`)).statusCode).toBe(200);
  });

  it.each([
    ['tenant', { tenant: 'acme/eu' }],
    ['tenant', { tenant: '' }],
    ['tenant', { tenant: '*corpus:acme' }],
    ['tenant', { tenant: '*' }],
    ['tenant', { tenant: 7 }],
    ['sub', { sub: 'a'.repeat(201) }],
    ['sub', { sub: 'a\nb' }],
    ['sub', { sub: 'a\u0000' }],
    ['sub', { sub: '\u0085' }],
    ['workspaces', { workspaces: undefined }],
    ['workspaces', { workspaces: 'red' }],
    ['workspaces.1', { workspaces: ['red', ''] }],
    ['roles.0', { roles: [null] }],
    ['exp', { exp: undefined }],
  ])('refuses a token of ours whose %s is wrong: %j', async (path, claims) => {
    const problem = problemIn(await me(`Bearer ${token(claims)}`));
    expect(problem).toMatchObject({ status: 401, code: 'invalid_token', errors: [{ path }] });
  });

  it('asks nobody on public routes', async () => {
    expect((await app.send({ url: '/open' })).statusCode).toBe(200);
  });

  it('asks before it looks at the body', async () => {
    const response = await app.send({ method: 'POST', url: '/echo', payload: { wrong: 1 } });
    expect(problemIn(response)).toMatchObject({ status: 401 });
  });

  it('leaves names and origins to the token', async () => {
    const headers = {
      host: 'notes.example',
      origin: 'https://app.example',
      authorization: `Bearer ${token()}`,
    };
    const response = await app.send({ url: '/me', headers });
    expect(response.statusCode).toBe(200);
    expect(Object.keys(response.headers).join()).not.toMatch(/access-control/);
  });
});

describe('a verified token', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives the same frozen principal object each time', () => {
    const resolve = bearerTokens(SECRET);
    const header = `Bearer ${token()}`;
    const first = resolve(header);
    expect(resolve(`${header.slice(0, 9)}${header.slice(9)}`)).toBe(first);
    expect(Object.isFrozen(first) && Object.isFrozen(first.workspaces) && Object.isFrozen(first.roles)).toBe(
      true,
    );
  });

  it('is remembered no longer than it is valid', () => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    const resolve = bearerTokens(SECRET);
    const header = `Bearer ${token({ exp: now() + 100 })}`;
    const first = resolve(header);
    jest.setSystemTime(Date.now() + 100_000);
    expect(resolve(header)).toBe(first);
    jest.setSystemTime(Date.now() + 10_000);
    expect(() => resolve(header)).toThrow('The token has expired.');
  });

  it('is not one whose signature was cut off', () => {
    const resolve = bearerTokens(SECRET);
    const header = `Bearer ${token()}`;
    resolve(header);
    expect(() => resolve(header.slice(0, -1))).toThrow('HS256');
  });
});
