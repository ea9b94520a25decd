import { request } from 'node:http';
import fc from 'fast-check';
import { createSigner } from 'fast-jwt';
import { problemIn, startEchoApp, type EchoApp } from '../../../test/support/echo-app';
import { named, PERSON_SECRET, PERSON_TOKENS } from '../../../test/support/person-token';

const SECRET = 'an-hs256-secret-of-thirty-two-bytes!';
const TOKEN = 'X-OpenWebUI-User-Jwt';
const ID = 'X-OpenWebUI-User-Id';
const GROUPS = 'X-Groups';
const DAY_S = 86_400;
const now = () => Math.floor(Date.now() / 1_000);

type Headers = Readonly<Record<string, string>>;

const program = (claims: Record<string, unknown> = {}): Headers => {
  const token = createSigner({ key: SECRET, expiresIn: '1h' })({
    tenant: 'acme',
    sub: 'webui',
    workspaces: ['blue', 'red'],
    roles: ['delegate', 'admin'],
    ...claims,
  });
  return { authorization: `Bearer ${token}` };
};
const PROGRAM = program();
const ITSELF = { tenant: 'acme', user: 'webui', workspaces: ['blue', 'red'], roles: ['admin', 'delegate'] };
const person = (user: string) => ({ tenant: 'acme', user, workspaces: ['blue', 'red'], roles: [] });

/** An application for the tests of a block. */
function withEcho(env: NodeJS.ProcessEnv): {
  me(headers: Headers): ReturnType<EchoApp['send']>;
  port(): number;
} {
  let app: EchoApp;
  beforeAll(async () => {
    app = await startEchoApp({ AUTH_MODE: 'jwt', JWT_SECRET: SECRET, ...env });
  });
  afterAll(() => app.nest.close());
  return { me: (headers) => app.send({ url: '/me', headers }), port: () => app.port };
}

const unsigned = (claims: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
};

describe('a signed token of a person', () => {
  const { me, port } = withEcho(PERSON_TOKENS);
  const as = (header: Headers) => me({ ...PROGRAM, ...header });

  it('says for whom a program asks: tenant and workspaces are the program’s, roles nobody’s', async () => {
    expect((await me(PROGRAM)).json()).toEqual(ITSELF);
    expect((await as(named('ann'))).json()).toEqual(person('ann'));
    const claims = { roles: ['admin'], tenant: 'other', workspaces: ['green'], role: 'admin' };
    expect((await as(named('bob', claims))).json()).toEqual(person('bob'));
  });

  it.each<[string, () => Headers]>([
    ['signed with another key', () => named('ann', {}, { key: `${PERSON_SECRET}?` })],
    ['signed with the key of programs', () => named('ann', {}, { key: SECRET })],
    ['signed with another algorithm', () => named('ann', {}, { algorithm: 'HS512' })],
    [
      'unsigned',
      () => ({ [TOKEN]: unsigned({ sub: 'ann', iss: 'open-webui', iat: now(), exp: now() + 9 }) }),
    ],
    ['without its signature', () => ({ [TOKEN]: (named('ann')[TOKEN] ?? '').replace(/[^.]+$/, '') })],
    ['garbage', () => ({ [TOKEN]: 'ann' })],
    ['empty', () => ({ [TOKEN]: '' })],
    ['two', () => ({ [TOKEN]: `${named('ann')[TOKEN] ?? ''}, ${named('bob')[TOKEN] ?? ''}` })],
    ['oversized', () => named('ann', { name: 'a'.repeat(9_000) })],
    ['expired', () => named('ann', { exp: now() - 10 })],
    ['not valid yet', () => named('ann', { nbf: now() + 60 })],
    ['of another issuer', () => named('ann', { iss: 'elsewhere' })],
    ['of no issuer', () => named('ann', { iss: undefined })],
    ['for another audience', () => named('ann', { aud: 'elsewhere' })],
    ['without an end', () => named('ann', { exp: undefined })],
    ['made in the future', () => named('ann', { iat: now() + 60 })],
    ['valid for too long', () => named('ann', { exp: now() + 2 * DAY_S })],
    ['of nobody', () => named('ann', { sub: undefined })],
    ['of a number', () => named('ann', { sub: 7 })],
  ])('is refused when it is %s, and the program’s rights are not used instead', async (_what, make) => {
    const response = await as(make());
    expect(problemIn(response)).toMatchObject({ status: 401, code: 'invalid_person' });
    expect(response.headers['www-authenticate']).toMatch(/^Bearer realm="trivet", error="invalid_token", /);
    expect(response.body).not.toContain('ann');
  });

  it.each([
    '',
    'a/b',
    '*',
    '*ann',
    ' ann',
    'ann\u00a0',
    'a\nb',
    'a\u200bb',
    'e\u0301',
    '\u202eann',
    'a'.repeat(201),
  ])('is refused when its sub is %j', async (sub) => {
    expect(problemIn(await as(named(sub)))).toMatchObject({ status: 401, errors: [{ path: 'sub' }] });
  });

  it('is refused when it is sent twice, also when it is the same', async () => {
    const token = named('ann')[TOKEN] ?? '';
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'localhost', ...PROGRAM, [TOKEN]: [token, token] };
      request({ host: '127.0.0.1', port: port(), path: '/me', headers }, (response) => {
        resolve(response.resume().statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(401);
  });

  it('is no token of a program’s', async () => {
    const authorization = `Bearer ${named('ann')[TOKEN] ?? ''}`;
    expect(problemIn(await me({ authorization }))).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  it('wins over a plain header, and is not replaced by one where it is bad', async () => {
    expect((await as({ ...named('ann'), [ID]: 'bob' })).json()).toEqual(person('ann'));
    expect((await as({ [TOKEN]: 'forged', [ID]: 'bob' })).statusCode).toBe(401);
  });

  it('is not replaced by a plain header, which Open WebUI sends when it fails to sign', async () => {
    const problem = problemIn(await as({ [ID]: 'bob' }));
    expect(problem).toMatchObject({ status: 401, code: 'invalid_person' });
    expect(problem['remedy']).toContain('PERSON_HEADER');
  });

  it('means nothing beside a token without the role', async () => {
    for (const header of [named('ann'), { [TOKEN]: 'forged' }, { [ID]: 'ann' }])
      expect((await me({ ...program({ roles: ['admin'] }), ...header })).json()).toMatchObject({
        user: 'webui',
        roles: ['admin'],
      });
  });

  it('admits nobody without a token of a program', async () => {
    expect((await me(named('ann'))).statusCode).toBe(401);
  });

  it('is remembered for one program, and not beyond its end', async () => {
    const header = named('ann', { exp: now() + 100 });
    const other = program({ tenant: 'other', workspaces: [] });
    expect((await as(header)).json()).toEqual(person('ann'));
    const elsewhere = { tenant: 'other', user: 'ann', workspaces: [], roles: [] };
    expect((await me({ ...other, ...header })).json()).toEqual(elsewhere);
    expect((await as(header)).json()).toEqual(person('ann'));
    jest.useFakeTimers({ doNotFake: ['performance', 'nextTick', 'setImmediate'], now: Date.now() + 104_000 });
    try {
      expect((await as(header)).json()).toEqual(person('ann'));
      jest.setSystemTime(Date.now() + 2_000);
      expect(problemIn(await as(header))['detail']).toContain('expired');
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a header that nobody signed', () => {
  const { me } = withEcho({ PERSON_HEADER: 'X-Person', PERSON_GROUPS_HEADER: GROUPS });
  const as = (header: Headers) => me({ ...PROGRAM, ...header });
  const without = (user: string) => ({ ...person(user), workspaces: [] });

  it('says for whom a program asks, where the operator has it believed', async () => {
    const header = { 'X-Person': 'f3a2-7b', [GROUPS]: 'red , green' };
    expect((await as(header)).json()).toEqual({ ...person('f3a2-7b'), workspaces: ['red'] });
    expect((await as({ 'X-Person': 'ann@acme.test' })).json()).toEqual(without('ann@acme.test'));
  });

  it('is taken as it stands, so that nobody becomes another person by percent signs', async () => {
    expect((await as({ 'X-Person': 'v%69ctim' })).json()).toEqual(without('v%69ctim'));
  });

  it.each(['', 'ann,bob', 'ann, bob', 'a/b', '*ann', 'ä', 'a'.repeat(201)])(
    'is refused as %j',
    async (id) => {
      const problem = problemIn(await as({ 'X-Person': id }));
      expect(problem).toMatchObject({ status: 401, code: 'invalid_person', errors: [{ path: 'x-person' }] });
      for (const words of [problem['detail'], problem['remedy']]) expect(words).toContain('x-person');
    },
  );

  it('is refused with groups that are not percent-encoded', async () => {
    const response = await as({ 'X-Person': 'ann', [GROUPS]: 'red,50%' });
    const problem = problemIn(response);
    expect(problem).toMatchObject({ status: 401, errors: [{ path: 'x-groups' }] });
    for (const words of [problem['detail'], problem['remedy']]) expect(words).toContain('x-groups');
  });

  it('does not stand in for a signed token, which nobody here can check', async () => {
    expect((await as({ 'X-Person': 'ann', ...named('ann') })).statusCode).toBe(401);
  });
});

describe('AUTH_MODE=none', () => {
  const { me } = withEcho({ AUTH_MODE: 'none', JWT_SECRET: '', ...PERSON_TOKENS });

  it('takes everybody for the owner, whomever a program names', async () => {
    for (const header of [named('ann'), { [TOKEN]: 'forged' }, { [ID]: 'ann' }, {}])
      expect((await me(header)).json()).toMatchObject({ tenant: 'local', user: 'me' });
  });
});

describe('whatever headers come together', () => {
  const { me } = withEcho({ ...PERSON_TOKENS, PERSON_HEADER: ID, PERSON_GROUPS_HEADER: GROUPS });

  const user = fc.constantFrom('ann', 'bob', 'cem');
  const token = fc.oneof(
    user.map((name) => ({ good: name, headers: named(name) })),
    user.map((name) => ({ good: null, headers: named(name, {}, { key: SECRET }) })),
    user.map((name) => ({ good: null, headers: named(name, { exp: now() - 60 }) })),
    user.map((name) => ({ good: null, headers: named(name, { iss: 'elsewhere' }) })),
    fc.stringMatching(/^[!-~]{0,60}$/).map((value) => ({ good: null, headers: { [TOKEN]: value } })),
  );
  const id = fc.oneof(
    user.map((name) => ({ good: name, headers: { [ID]: name } })),
    fc.constantFrom('', 'ann,bob', 'a/b', '*').map((value) => ({ good: null, headers: { [ID]: value } })),
  );
  const groups = fc.subarray(['blue', 'red', 'green', 'sales']);

  it('a program that names a person gets that person or a 401, never another nor itself', async () => {
    const request = fc.record({
      token: fc.option(token),
      id: fc.option(id),
      groups: fc.option(groups),
      isDelegate: fc.boolean(),
      tenant: fc.constantFrom('acme', 'other'),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ token, id, groups, isDelegate, tenant }) => {
        const response = await me({
          ...program({ tenant, roles: isDelegate ? ['delegate', 'admin'] : ['admin'] }),
          ...token?.headers,
          ...id?.headers,
          ...(groups ? { [GROUPS]: groups.join(',') } : {}),
        });
        const said = token ?? id;
        const workspaces = ['blue', 'red'];
        const common = workspaces.filter((each) => groups?.includes(each));
        const expected =
          !isDelegate || !said
            ? { tenant, user: 'webui', workspaces }
            : said.good === null
              ? { status: 401, code: 'invalid_person' }
              : { tenant, user: said.good, workspaces: common, roles: [] };
        expect(response.json()).toMatchObject(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});
