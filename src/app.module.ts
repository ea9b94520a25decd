import { Module, type DynamicModule } from '@nestjs/common';
import { AssistantModule } from './assistant/assistant.module';
import { assistantProblems } from './assistant/assistant.problems';
import { AuthModule } from './auth/auth.module';
import type { ConfiguredModule } from './config/config.module';
import { TrivetModule } from './core/trivet.module';
import { DatabaseModule } from './database/database.module';
import { DemoModule } from './demo/demo.module';
import { HealthModule } from './health/health.module';
import { HostModule } from './host.module';
import { HttpModule } from './http/http.module';
import { MetricsModule } from './metrics/metrics.module';
import { ModelsModule } from './models.module';
import { noteProblem } from './notes/note.problems';
import { NotesModule } from './notes/notes.module';
import { OpenAiModule } from './openai/openai.module';
import { RetrievalModule } from './notes/retrieval/retrieval.module';
import { RedisModule } from './redis/redis.module';
import { unavailableProblems } from './unavailable.problems';

/** The whole service, in the order a request meets its parts. */
@Module({})
export class AppModule {
  static forRoot(config: ConfiguredModule): DynamicModule {
    return {
      module: AppModule,
      imports: [
        config,
        HttpModule.forRoot([...assistantProblems, noteProblem, ...unavailableProblems]),
        AuthModule,
        AssistantModule,
        OpenAiModule,
        NotesModule,
        HealthModule,
        MetricsModule,
        DemoModule,
        TrivetModule.forRoot({ host: [HostModule, ModelsModule, RetrievalModule] }),
        DatabaseModule,
        RedisModule,
      ],
    };
  }
}
