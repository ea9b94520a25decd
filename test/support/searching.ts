import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HostModule } from '../../src/app/host.module';
import { ConfigModule } from '../../src/config/config.module';
import {
  EmbeddingModel,
  EvidenceQuoter,
  LanguageModel,
  Retriever,
  TrivetModule,
  Waits,
  type Retrieved,
} from '../../src/core';
import { Database } from '../../src/engines/database/database';
import { DatabaseModule } from '../../src/engines/database/database.module';
import { RedisModule } from '../../src/engines/redis/redis.module';
import { ExtractiveLanguageModel } from '../../src/models/extractive/extractive.language-model';
import { ExtractiveQuoter } from '../../src/models/extractive/extractive.quoter';
import { NotesModule } from '../../src/notes/notes.module';
import { NotesService } from '../../src/notes/notes.service';
import { SearchUpkeep } from '../../src/notes/search-structure/upkeep';
import { RetrievalModule } from '../../src/notes/retrieval/retrieval.module';

/** The product's own search and its own writes, with an embedding model that a test has made, and without HTTP. */
export interface Searching {
  readonly database: Database;
  readonly notes: NotesService;
  /** Resolves when all that searches look through is built. */
  built(): Promise<void>;
  find(question: Asked): Promise<Retrieved>;
  /** Ends it as a process ends, and keeps the data. */
  stop(): Promise<void>;
}

export interface Asked {
  readonly corpora: readonly string[];
  /** Its words are searched too. None by default. */
  readonly question?: string;
  readonly vector: Float32Array;
  readonly topK?: number;
}

/** @param env as the service has it */
export async function startSearching(
  model: EmbeddingModel,
  env: Readonly<Record<string, string>>,
): Promise<Searching> {
  const config = await ConfigModule.forRoot({
    LOG_LEVEL: 'silent',
    DEMO_NOTES: 'false',
    CACHE_TYPE: 'memory',
    ...env,
  });
  const app = await NestFactory.createApplicationContext(
    {
      module: SearchingModule,
      imports: [
        config,
        DatabaseModule,
        RedisModule,
        NotesModule,
        TrivetModule.forRoot({ host: [HostModule, ModelModule.of(model), RetrievalModule] }),
      ],
    },
    { logger: ['warn', 'error'], abortOnError: false },
  );
  const retriever = app.get(Retriever);
  return {
    database: app.get(Database),
    notes: app.get(NotesService),
    built: () => app.get(SearchUpkeep).look(),
    find: ({ corpora, question = '', vector, topK = 5 }) =>
      retriever.search({ corpora, question, vector, topK, minSimilarity: -1, waits: new Waits() }),
    stop: () => app.close(),
  };
}

@Module({})
class SearchingModule {}

@Module({})
class ModelModule {
  static of(model: EmbeddingModel): DynamicModule {
    return {
      module: ModelModule,
      providers: [
        { provide: EmbeddingModel, useValue: model },
        { provide: LanguageModel, useClass: ExtractiveLanguageModel },
        { provide: EvidenceQuoter, useClass: ExtractiveQuoter },
      ],
      exports: [EmbeddingModel, LanguageModel, EvidenceQuoter],
    };
  }
}
