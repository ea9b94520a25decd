import type { IncomingMessage, ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, FastifyServerOptions, onRequestHookHandler } from 'fastify';
import type { Settings } from '../config/settings';
import { answerClientError } from './client-error';
import { type Connections, trackConnections } from './connections';
import { CrossOrigin } from './cross-origin';
import type { Doorkeeper } from './doorkeeper';
import { acceptJsonOnly, bodyHeaders } from './json-body';
import { allowLargeBody } from './large-body';
import { malformedPath, malformedText } from './malformed-text';
import { sendProblem } from './problem.filter';
import { requestIdOf } from './request-id';
import { RouteTable } from './route-table';
import { securityHeaders } from './security-headers';
import { cutOffStalledReaders } from './stalled-readers';
import { frameworkProblem, statusProblem } from './status-problem';

const MIN_BODY_BYTES = 1_048_576;
/** UTF-8 takes up to 3 bytes per UTF-16 unit, and the rest of the request needs some room. */
const BYTES_PER_CHAR = 4;
/** For the whole request to arrive. Without it one slow sender holds a connection for as long as it likes. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Nest's adapter without its body parsers, and with a 405 where it has a 404. */
class TrivetAdapter extends FastifyAdapter {
  readonly routes = new RouteTable();

  /** Nest would add a parser for forms. */
  override registerParserMiddleware(): void {
    acceptJsonOnly(this.instance);
  }

  override setNotFoundHandler(): FastifyInstance {
    return this.instance.setNotFoundHandler((request: FastifyRequest) => {
      throw this.routes.problemFor(request.url);
    });
  }
}

/**
 * The HTTP server before any module: limits, ids, headers, and who may connect at all.
 *
 * Its hooks come first, so that they cover every route. That includes routes which other modules add to Fastify
 * directly.
 */
export function createFastifyAdapter(settings: Settings, { admit, identify }: Doorkeeper): FastifyAdapter {
  const crossOrigin = new CrossOrigin(settings.server.corsOrigins);
  const common = options(settings, crossOrigin);
  const adapter = new TrivetAdapter(common);
  const server: FastifyInstance = adapter.getInstance();
  server.addHook('onRoute', (route) => {
    adapter.routes.add(route.url, route.method);
    allowLargeBody(route, common.bodyLimit, identify);
  });
  server.addHook('onRequest', requestId);
  server.addHook('onRequest', securityHeaders);
  const connections = trackConnections(server);
  cutOffStalledReaders(server, connections, settings.streams.stallMs);
  endConnectionsWhileClosing(server, connections);
  if (!crossOrigin.isEmpty) server.addHook('onRequest', crossOrigin.hook);
  if (admit) server.addHook('onRequest', admit);
  server.addHook('onRequest', wellFormedUrl);
  server.addHook('onRequest', bodyHeaders);
  return adapter;
}

function options(settings: Settings, crossOrigin: CrossOrigin) {
  return {
    bodyLimit: Math.max(MIN_BODY_BYTES, settings.notes.maxChars * BYTES_PER_CHAR),
    trustProxy: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    requestIdHeader: false,
    genReqId: requestIdOf,
    return503OnClosing: false,
    // For Express middleware, which Nest would bridge to and of which there is none.
    skipMiddie: true,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      // No hook has run.
      if (!crossOrigin.isEmpty) crossOrigin.admit(request, reply);
      sendProblem(frameworkProblem(error) ?? statusProblem(400), request.id, reply);
    },
  } satisfies FastifyServerOptions & { readonly skipMiddie: true };
}

const requestId: onRequestHookHandler = (request, reply, done) => {
  reply.header('X-Request-Id', request.id);
  done();
};

/** NUL and its like come into a URL only percent-encoded. */
const wellFormedUrl: onRequestHookHandler = (request, _reply, done) => {
  if (!request.url.includes('%')) {
    done();
    return;
  }
  const path = malformedPath(request.query) ?? malformedPath(request.params);
  done(path === undefined ? undefined : malformedText(path));
};

/**
 * Ends connections when the server closes. A request on an open connection is still answered. Fastify adds
 * `Connection: close`, so behind a load balancer nobody notices that this server ends.
 *
 * States of a connection, once the server closes:
 * - unused: no byte has come. It is destroyed at once, because Node does not count it as idle.
 * - busy: a request runs, or its reader has not taken all of an answer. It stays.
 * - idle: everything is answered and taken. It is closed as soon as no connection holds anything unsent.
 */
function endConnectionsWhileClosing(server: FastifyInstance, connections: Connections): void {
  const http = server.server;
  let closing = false;
  // For Node a connection is idle when its answer has ended. Closing it then would throw away what its reader has not
  // taken. Until such a reader has everything, the other idle connections stay too: the server waits for the reader
  // anyway.
  const closeIdleConnections = http.closeIdleConnections.bind(http);
  http.closeIdleConnections = () => {
    for (const socket of connections.keys()) if (socket.writableLength > 0) return;
    closeIdleConnections();
  };
  // Node closes idle connections once, when closing begins. A connection that was busy then, and that its client
  // keeps alive, would hold up the end for as long as keepAliveTimeout, 72 s.
  http.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.once('close', () => {
      if (closing) http.closeIdleConnections();
    });
  });
  server.addHook('preClose', (done) => {
    closing = true;
    // Browsers and clients open connections ahead of need. Before the first request Node does not count them as idle.
    for (const socket of connections.keys()) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
}
