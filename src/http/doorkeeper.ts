import type { onRequestHookHandler } from 'fastify';

/** Who may connect and ask. HTTP asks it before it reads a body; who is behind it is the business of authentication. */
export interface Doorkeeper {
  /** Runs for every request of every route, before its body is read; null where any host and origin may ask. */
  readonly admit: onRequestHookHandler | null;
  /** @throws {Problem} 401 for an `Authorization` header that names nobody */
  readonly authenticate: (authorization: string | undefined) => unknown;
}
