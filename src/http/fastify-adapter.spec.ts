import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { problemIn, startEchoApp, type EchoApp } from '../../test/support/echo-app';
import { ConfigModule } from '../config/config.module';
import { Authentication } from '../auth/authentication';
import { doorkeeper } from '../auth/doorkeeper';
import { createFastifyAdapter } from './fastify-adapter';

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

describe('a URL', () => {
  it.each([
    ['/echo/1?q=a%00', 'q'],
    ['/echo/1?q=a&q=%00', 'q.1'],
    ['/echo/a%00b', 'id'],
  ])('is refused when a NUL hides in it: %s', async (url, path) => {
    expect(problemIn(await app.send({ url }))).toMatchObject({ code: 'malformed_text', errors: [{ path }] });
  });

  it('is refused when it is not percent-encoded UTF-8', async () => {
    const response = await app.send({ url: '/echo/%zz' });
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_url' });
    expect(response.headers['x-request-id']).toBe(response.json<{ request_id: string }>().request_id);
  });

  it.each([
    ['GET', '/nothing'],
    ['GET', '/echo/1/2'],
    ['GET', '/echo/'],
    ['POST', '/echoes'],
  ] as const)('that no route has is a 404: %s %s', async (method, url) => {
    const problem = problemIn(await app.send({ method, url }));
    expect(problem).toMatchObject({ status: 404, code: 'not_found' });
    expect(JSON.stringify(problem)).not.toContain(url);
  });

  it.each([
    ['GET', '/echo', 'POST'],
    ['DELETE', '/echo?x=1', 'POST'],
    ['OPTIONS', '/echo', 'POST'],
    ['PUT', '/echo/1', 'GET, HEAD'],
  ] as const)('that does not take the method is a 405: %s %s', async (method, url, allow) => {
    const response = await app.send({ method, url });
    expect(problemIn(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(response.headers.allow).toBe(allow);
  });
});

describe('every answer', () => {
  it.each(['abc-123', '0190a1b2-0000-7000-8000-000000000000', 'a'.repeat(64), 'trace:1.2_3'])(
    'carries the request id that the caller chose: %s',
    async (id) => {
      const response = await app.send({ url: '/echo/1', headers: { 'x-request-id': id } });
      expect(response.headers['x-request-id']).toBe(id);
    },
  );

  it.each(['', 'a'.repeat(65), 'a b', '-a', 'a;b', 'a"b', '<a>'])(
    'carries a new request id instead of %j',
    async (id) => {
      const response = await app.send({ url: '/echo/1', headers: { 'x-request-id': id } });
      expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('tells browsers to do nothing with it, and names no software', async () => {
    const { headers } = await app.send({ url: '/echo/1' });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['/docs', true],
    ['/docs/swagger-ui.css', true],
    ['/docs?x', true],
    ['/docsx', false],
    ['/echo/docs', false],
  ])('below /docs may load its own scripts: %s', async (url, own) => {
    const { headers } = await app.send({ url });
    expect(String(headers['content-security-policy']).includes("script-src 'self'")).toBe(own);
  });
});

describe('a server that closes', () => {
  it('does not wait for connections that never asked for anything', async () => {
    const { nest, port } = await startEchoApp();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    await Promise.all([nest.close(), once(socket, 'close')]);
    expect(socket.closed).toBe(true);
  });

  it('finishes what it began and what still comes on the same connection, and then closes it', async () => {
    const { nest, port } = await startEchoApp();
    const socket = connect(port, '127.0.0.1');
    const head = 'Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 12\r\n';
    socket.write(`POST /echo HTTP/1.1\r\n${head}Expect: 100-continue\r\n\r\n`);
    // "100 Continue" says that the request has begun.
    await once(socket, 'data');
    const closed = nest.close();
    while (nest.getHttpServer().listening) await setImmediate();
    socket.write('{"text":"x"}GET /echo/1 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const answers = await text(socket);
    await closed;
    expect(answers).toMatch(/^HTTP\/1.1 201 .*HTTP\/1.1 200 .*connection: close/is);
  });
});

describe('NOTE_MAX_CHARS', () => {
  it.each([
    ['200000', 1_048_576],
    ['1000000', 4_000_000],
  ])('of %s lets bodies have %i bytes', async (chars, bytes) => {
    const { settings } = await ConfigModule.forRoot({ NOTE_MAX_CHARS: chars });
    const server: FastifyInstance = createFastifyAdapter(
      settings,
      doorkeeper(settings, new Authentication(settings.auth)),
    ).getInstance();
    expect(server.initialConfig.bodyLimit).toBe(bytes);
  });
});
