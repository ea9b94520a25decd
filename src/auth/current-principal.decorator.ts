import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../core';

declare module 'fastify' {
  interface FastifyRequest {
    /** The asker. The guard sets it before any handler that is not public runs. */
    principal?: Principal;
  }
}

/** Gives a handler the asker's `Principal`. It throws on a `@Public()` route, which has none. */
export const CurrentPrincipal = createParamDecorator(
  (_data: undefined, context: ExecutionContext): Principal => {
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!principal) throw new TypeError('A public route asked for its principal.');
    return principal;
  },
);
