import { connect } from 'node:net';
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

describe('an error', () => {
  it('of Nest keeps its status and message', async () => {
    const problem = problemIn(await app.send({ url: '/throw/conflict' }));
    expect(problem).toMatchObject({ status: 409, code: 'conflict', detail: 'Somebody was faster.' });
  });

  it('that the application maps is told as mapped, with Retry-After', async () => {
    const response = await app.send({ url: '/throw/down' });
    expect(problemIn(response)).toMatchObject({ status: 503, code: 'model_unavailable' });
    expect(response.headers['retry-after']).toBe('1');
    expect(response.body).not.toContain('10.0.0.7');
    expect(app.logged).toEqual([]);
  });

  it('that nobody knows is a bare 500, logged once with code and stack but not with its message', async () => {
    const response = await app.send({ url: '/throw/up', headers: { 'x-request-id': 'req-7' } });
    expect(problemIn(response)).toMatchObject({ status: 500, code: 'internal' });
    expect(response.body).not.toContain('diary');
    expect(app.logged).toHaveLength(1);
    expect(app.logged[0]).toMatch(/request req-7: Error \(22P02\)\n {4}at .*throws.*echo-app/);
    expect(app.logged[0]).not.toContain('diary');
  });

  it('after the first byte cuts the connection instead of ending the body as if it were whole', async () => {
    const { port } = app;
    const answer = fetch(`http://127.0.0.1:${port}/throw/started`).then((response) => response.text());
    await expect(answer).rejects.toThrow();
    expect(app.logged).toHaveLength(1);
  });

  it('in the bytes of HTTP itself is a problem as well', async () => {
    const { port } = app;
    const answer = await new Promise<string>((resolve) => {
      const chunks: string[] = [];
      const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      socket
        .on('data', (chunk) => chunks.push(String(chunk)))
        .on('close', () => {
          resolve(chunks.join(''));
        });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*application\/problem\+json/s);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, code: 'bad_request' });
  });
});
