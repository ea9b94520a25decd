import { Socket } from 'node:net';
import type { onRequestHookHandler } from 'fastify';

/**
 * Cuts off readers that take nothing of their answer, of whatever kind and whether it has ended or not: what they leave in the
 * socket would stay in memory for as long as they like. Node looks after every `stallMs` without a write whether the system took
 * bytes of what it was given since the look before, so a reader is cut off after `stallMs` to twice that.
 *
 * A timer of our own would look at `socket.writableLength`, which stays the same until all of a written chunk is taken, and an
 * answer of 11 MB is one chunk: it would cut off everybody who needs longer for it.
 */
export function cutOffStalledReaders(stallMs: number): onRequestHookHandler {
  return (request, reply, done) => {
    // An injected request has no connection.
    if (request.raw.socket instanceof Socket) reply.raw.setTimeout(stallMs).on('timeout', cutOff);
    done();
  };
}

/** An answer that is still waited for leaves nothing unsent. */
function cutOff(socket: Socket): void {
  if (socket.writableLength > 0) socket.destroy();
}
