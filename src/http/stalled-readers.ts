import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How often within the limit connections are looked at. */
const LOOKS = 4;

/**
 * Cuts off readers that take nothing of their answer, of whatever kind and whether it has ended or not: what they leave in the
 * socket would stay in memory for as long as they like. Connections that hold something unsent are found by a look at all of
 * them now and then; only those get Node's time-out, which sees whether the system took bytes of what it was given since the
 * look before. So a reader is cut off after `stallMs` to two and a quarter times that.
 *
 * A time-out for every response cost an exact hit up to 14 µs of 212 (bench/hits.ts, one comparison on a noisy machine; .4 µs in
 * a loop by itself), and here it costs nothing. A timer of our own would look at `socket.writableLength`, which stays the same until all of a written chunk is taken, and an answer of 11 MB is one chunk: it
 * would cut off everybody who needs longer for it.
 */
export function cutOffStalledReaders(server: FastifyInstance, stallMs: number): void {
  const latest = new Map<Socket, ServerResponse>();
  const watched = new WeakSet<ServerResponse>();
  server.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    // An injected request has no connection.
    if (socket instanceof Socket) {
      if (!latest.has(socket)) socket.once('close', () => latest.delete(socket));
      latest.set(socket, reply.raw);
    }
    done();
  });
  const looks = setInterval(() => {
    for (const [socket, response] of latest) {
      if (socket.writableLength === 0 || watched.has(response)) continue;
      watched.add(response);
      response.setTimeout(stallMs).on('timeout', cutOff);
    }
  }, stallMs / LOOKS);
  looks.unref();
  server.addHook('onClose', (_, done) => {
    clearInterval(looks);
    done();
  });
}

/** An answer that is still waited for leaves nothing unsent. */
function cutOff(socket: Socket): void {
  if (socket.writableLength > 0) socket.destroy();
}
