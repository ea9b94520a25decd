import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Authentication } from './authentication';
import { PrincipalGuard } from './principal.guard';

/** Closes every route to strangers, and lets others read what authentication counts. */
@Module({})
export class AuthModule {
  /** @param authentication the one that the doorkeeper has too */
  static forRoot(authentication: Authentication): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      providers: [
        { provide: Authentication, useValue: authentication },
        { provide: APP_GUARD, useClass: PrincipalGuard },
      ],
      exports: [Authentication],
    };
  }
}
