import { Inject, Module, type DynamicModule, type OnModuleDestroy } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import { ProblemFilter } from './problem.filter';
import { Problems, type ProblemMapping } from './problems';
import { ZodPipe } from './zod.pipe';

/** Every error as a problem, every declared schema checked. */
@Module({})
export class HttpModule implements OnModuleDestroy {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  /** @param mappings how the errors of the application's other parts are told; the first that knows an error wins */
  static forRoot(mappings: readonly ProblemMapping[]): DynamicModule {
    const problems = new Problems(mappings);
    return {
      module: HttpModule,
      global: true,
      providers: [
        { provide: Problems, useValue: problems },
        { provide: APP_FILTER, useValue: new ProblemFilter(problems) },
        { provide: APP_PIPE, useClass: ZodPipe },
      ],
      exports: [Problems],
    };
  }

  /**
   * Stops listening and finishes the running requests before anything else ends. Nest itself does so only after
   * `beforeApplicationShutdown`. The background stores are drained there, and those of the last answers would come
   * too late.
   */
  async onModuleDestroy(): Promise<void> {
    await this.host.httpAdapter.close();
  }
}
