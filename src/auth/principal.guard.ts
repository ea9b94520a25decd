import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Authentication } from './authentication';
import { PUBLIC } from './public.decorator';

/** Resolves the asker before every route that is not `@Public()`. */
@Injectable()
export class PrincipalGuard implements CanActivate {
  /** The reflector's word on each handler. Asking it took 2 % of an exact hit. */
  private readonly publicHandlers = new WeakMap<object, boolean>();

  constructor(
    private readonly authentication: Authentication,
    private readonly reflector: Reflector,
  ) {}

  /** @throws {Problem} 401 */
  canActivate(context: ExecutionContext): boolean {
    if (this.isPublic(context)) return true;
    this.authentication.identify(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  private isPublic(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const known = this.publicHandlers.get(handler);
    if (known !== undefined) return known;
    const handlerFirst = [handler, context.getClass()];
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, handlerFirst) ?? false;
    this.publicHandlers.set(handler, isPublic);
    return isPublic;
  }
}
