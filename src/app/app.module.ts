import { Module, type DynamicModule } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module';
import { AssistantModule } from '../assistant/assistant.module';
import { AuthModule } from '../auth/auth.module';
import type { Authentication } from '../auth/authentication';
import type { ConfiguredModule } from '../config/config.module';
import { TrivetModule } from '../core';
import { DatabaseModule } from '../engines/database/database.module';
import { DemoModule } from '../demo/demo.module';
import { HealthModule } from '../observe/health/health.module';
import { HostModule } from './host.module';
import { HttpModule } from '../http/http.module';
import { MetricsModule } from '../observe/metrics/metrics.module';
import { ModelsModule } from '../models/models.module';
import { noteProblem } from '../notes/note.problems';
import { NotesModule } from '../notes/notes.module';
import { OpenAiModule } from '../openai/openai.module';
import { RetrievalModule } from '../notes/retrieval/retrieval.module';
import { RedisModule } from '../engines/redis/redis.module';
import { questionProblems } from '../telling/question.problems';
import { unavailableProblems } from './unavailable.problems';

/** The whole service, in the order a request meets its parts. */
@Module({})
export class AppModule {
  static forRoot(config: ConfiguredModule, authentication: Authentication): DynamicModule {
    return {
      module: AppModule,
      imports: [
        config,
        HttpModule.forRoot([...questionProblems, noteProblem, ...unavailableProblems]),
        AuthModule.forRoot(authentication),
        AssistantModule,
        OpenAiModule,
        AdminModule,
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
