import type { FastifyRequest, onRequestHookHandler } from 'fastify';

/** Who may connect and ask. HTTP asks it before it reads a body. Authentication decides which principal the asker is. */
export interface Doorkeeper {
  /** Runs for every request of every route, before its body is read. Null where any host and origin may ask. */
  readonly admit: onRequestHookHandler | null;
  /**
   * Finds the principal by the request's headers, and leaves it with the request.
   * @throws {Problem} 401
   */
  readonly identify: (request: FastifyRequest) => void;
}
