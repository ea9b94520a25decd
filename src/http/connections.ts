import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Every open connection, and the latest response on it; undefined before the first. */
export type Connections = ReadonlyMap<Socket, ServerResponse | undefined>;

/** An injected request has no connection, and so is not in it. */
export function trackConnections(server: FastifyInstance): Connections {
  const latest = new Map<Socket, ServerResponse | undefined>();
  server.server.on('connection', (socket: Socket) => {
    latest.set(socket, undefined);
    socket.once('close', () => latest.delete(socket));
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (latest.has(request.raw.socket)) latest.set(request.raw.socket, reply.raw);
    done();
  });
  return latest;
}
