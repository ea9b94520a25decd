import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Connections } from './connections';

/** How often within the limit all connections are looked at. */
const LOOKS = 4;

/**
 * Cuts off readers that take nothing of their answer, whatever its kind and whether it has ended or not. What they
 * leave in the socket would stay in memory for as long as they like.
 *
 * States of a connection:
 * - quiet: nothing is unsent. No time-out runs for its answer. A look that finds something unsent ends the state. All connections
 *   are looked at four times within `stallMs`.
 * - watched: Node's time-out of `stallMs` runs for its response. It starts anew whenever the system took bytes since
 *   it was set. The end of the response ends the state.
 * - cut off: the time-out passed and something is unsent. The connection is destroyed. When nothing is unsent, the
 *   answer is still waited for, and the connection stays.
 *
 * So a reader is cut off after `stallMs` to two and a quarter times that.
 *
 * A time-out for every response cost an exact hit up to 14 µs of 212 (bench/hits.ts, one comparison on a noisy
 * machine; .4 µs in a loop by itself). Here it costs nothing.
 *
 * A timer of our own would look at `socket.writableLength`. That stays the same until all of a written chunk is
 * taken, and an answer of 11 MB is one chunk. It would cut off every reader that needs longer for it.
 */
export function cutOffStalledReaders(
  server: FastifyInstance,
  connections: Connections,
  stallMs: number,
): void {
  const watched = new WeakSet<ServerResponse>();
  const looks = setInterval(() => {
    for (const [socket, response] of connections) {
      if (!response || socket.writableLength === 0 || watched.has(response)) continue;
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
