import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PrincipalGuard } from './principal.guard';

/** Closes every route to strangers. Needs `Settings`. */
@Module({ providers: [{ provide: APP_GUARD, useClass: PrincipalGuard }] })
export class AuthModule {}
