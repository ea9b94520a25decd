import type { onRequestHookHandler, RouteOptions } from 'fastify';
import type { Doorkeeper } from './doorkeeper';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@RouteConfig` where a body may be larger than elsewhere. */
    maxBodyBytes?: number;
  }
}

/**
 * Lets a route take the larger bodies that its config allows, and only from admitted askers. Guards run after the
 * body was read. Without this anybody could make the server hold as much, on every connection.
 */
export function allowLargeBody(
  route: RouteOptions,
  commonBytes: number,
  identify: Doorkeeper['identify'],
): void {
  const { maxBodyBytes } = route.config ?? {};
  if (maxBodyBytes === undefined) return;
  const tokenFirst: onRequestHookHandler = (request, _reply, done) => {
    identify(request);
    done();
  };
  route.bodyLimit = Math.max(commonBytes, maxBodyBytes);
  route.onRequest = tokenFirst;
}
