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

const containing = (text: string): unknown => expect.stringContaining(text);

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (payload: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
  app.send({ method: 'POST', url: '/echo', payload, headers });

describe('a schema', () => {
  it('names every wrong field and what was expected, and never what was sent', async () => {
    const response = await post('{"text":12345,"mode":"sekret","tags":["ok","toolong"]}');
    expect(problemIn(response)).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [
        { path: 'text', message: containing('string') },
        { path: 'mode', message: containing('"fast"|"slow"') },
        { path: 'tags.1', message: containing('3') },
      ],
    });
    expect(response.body).not.toMatch(/12345|sekret|toolong/);
  });

  it.each(['{"text":"x","colour":1}', '{"text":"x","constructor":1}'])(
    'refuses unknown fields: %s',
    async (body) => {
      const problem = problemIn(await post(body));
      expect(problem).toMatchObject({
        code: 'invalid_request',
        errors: [{ message: containing('key') }],
      });
    },
  );

  it('refuses a missing body', async () => {
    const response = await app.send({ method: 'POST', url: '/echo' });
    expect(problemIn(response)).toMatchObject({ code: 'invalid_request' });
  });

  it('lists at most 20 fields', async () => {
    const tags = Array.from({ length: 500 }, () => 'toolong');
    const { errors } = problemIn(await post(JSON.stringify({ text: 'x', tags })));
    expect(errors).toHaveLength(20);
  });

  it('covers the query string', async () => {
    expect((await app.send({ url: '/echo/1?q=a%20b' })).json()).toEqual({ id: '1', query: { q: 'a b' } });
    expect(problemIn(await app.send({ url: '/echo/1?p=1' }))).toMatchObject({ code: 'invalid_request' });
  });
});
