import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter, type ProblemMapping } from './problem.filter';
import { ZodPipe } from './zod.pipe';

/** Every error as a problem, every declared schema checked. */
@Module({})
export class HttpModule {
  /** @param mappings how the errors of the application's other parts are told; the first that knows an error wins */
  static forRoot(mappings: readonly ProblemMapping[]): DynamicModule {
    return {
      module: HttpModule,
      providers: [
        { provide: APP_FILTER, useValue: new ProblemFilter(mappings) },
        { provide: APP_PIPE, useClass: ZodPipe },
      ],
    };
  }
}
