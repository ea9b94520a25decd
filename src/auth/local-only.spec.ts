import { problemIn, startEchoApp, type EchoApp } from '../../test/support/echo-app';

let app: EchoApp;
beforeAll(async () => {
  app = await startEchoApp({ ALLOWED_HOSTS: 'notes.test,exact.test:8443', HOST: '127.0.0.2' });
});
afterAll(async () => {
  await app.nest.close();
});

const get = (headers: Record<string, string>, url = '/echo/1') => app.send({ url, headers });

describe('AUTH_MODE=none', () => {
  it('takes everybody for the one local person', async () => {
    expect((await get({}, '/me')).json()).toEqual({
      tenant: 'local',
      user: 'me',
      workspaces: ['home'],
      roles: ['admin'],
    });
  });

  it('ignores tokens, which nobody could check', async () => {
    expect((await get({ authorization: 'Bearer x.y.z' }, '/me')).json()).toMatchObject({ user: 'me' });
  });

  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:3000',
    '127.0.0.1:80',
    '[::1]:3000',
    '127.0.0.2:3000',
    'notes.test',
    'notes.test:1234',
    'exact.test:8443',
  ])('answers to the name %s', async (host) => {
    expect((await get({ host })).statusCode).toBe(200);
  });

  it.each([
    'evil.test',
    'evil.test:3000',
    'localhost.evil.test',
    'localhost.',
    'evil.test@localhost',
    'localhost:3000:3000',
    'localhost:',
    '127.0.0.1.evil.test:3000',
    '127.0.0.3',
    '::1',
    '[::2]:3000',
    'exact.test',
    'exact.test:8444',
  ])('does not answer to the name %j, to which a web page may have rebound 127.0.0.1', async (host) => {
    expect(problemIn(await get({ host }))).toMatchObject({ status: 403, code: 'host_not_allowed' });
  });

  it.each(['http://localhost:3000', 'HTTP://LOCALHOST:3000'])(
    'answers its own page at %s',
    async (origin) => {
      expect((await get({ origin, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
    },
  );

  it.each([
    'null',
    '',
    'http://evil.test',
    'http://localhost',
    'http://localhost:3001',
    'https://localhost:3000',
    'http://127.0.0.1:3000',
    'http://localhost:3000.evil.test',
    'http://notes.test',
  ])('refuses the page at %j, and gives it no CORS header', async (origin) => {
    const response = await get({ origin });
    expect(problemIn(response)).toMatchObject({ status: 403, code: 'cross_origin' });
    expect(Object.keys(response.headers).join()).not.toMatch(/access-control/);
  });

  it('refuses what another site loads without an Origin, such as an image', async () => {
    expect(problemIn(await get({ 'sec-fetch-site': 'cross-site' }))).toMatchObject({ code: 'cross_origin' });
  });

  it('lets somebody follow a link from another site, and nothing else of that site through', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await get(link)).statusCode).toBe(200);
    expect((await get({ ...link, 'sec-fetch-dest': 'iframe' })).statusCode).toBe(403);
    expect((await get({ ...link, origin: 'http://evil.test' })).statusCode).toBe(403);
  });

  it.each(['none', 'same-origin'])('answers Sec-Fetch-Site: %s', async (site) => {
    expect((await get({ 'sec-fetch-site': site })).statusCode).toBe(200);
  });

  it.each(['/open', '/nothing', '/echo'])(
    'holds for public, unknown and mistaken routes too: %s',
    async (url) => {
      expect((await get({ host: 'evil.test' }, url)).statusCode).toBe(403);
      expect((await get({ origin: 'http://evil.test' }, url)).statusCode).toBe(403);
    },
  );

  it('refuses preflights', async () => {
    const response = await app.send({
      method: 'OPTIONS',
      url: '/echo',
      headers: { origin: 'http://evil.test', 'access-control-request-method': 'POST' },
    });
    expect(problemIn(response)).toMatchObject({ code: 'cross_origin' });
  });
});
