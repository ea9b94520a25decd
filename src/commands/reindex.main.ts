import '../../node-version.cjs';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '../config/config.module';
import { TrivetModule } from '../core';
import { DatabaseModule } from '../engines/database/database.module';
import { HostModule } from '../app/host.module';
import { ModelsModule } from '../models/models.module';
import { RedisModule } from '../engines/redis/redis.module';
import { Reindex } from '../notes/reindex';
import { RetrievalModule } from '../notes/retrieval/retrieval.module';
import { Sketcher } from '../notes/search-structure/sketcher';
import { reindexAll } from './reindex/reindex-all';

@Module({ providers: [Reindex, Sketcher] })
class ReindexModule {}

/** `npm run reindex` runs the service without its HTTP side, and without the check that the model has not changed. Servers may run. */
async function main(): Promise<void> {
  const config = await ConfigModule.forRoot();
  const app = await NestFactory.createApplicationContext(
    {
      module: ReindexModule,
      imports: [
        config,
        DatabaseModule,
        RedisModule,
        TrivetModule.forRoot({ host: [HostModule, ModelsModule, RetrievalModule] }),
      ],
    },
    { logger: ['warn', 'error'], abortOnError: false },
  );
  await reindexAll({
    reindex: app.get(Reindex),
    sketcher: app.get(Sketcher),
    provider: config.settings.embedding.provider,
    out: console,
  });
  await app.close();
}

main().catch((error: unknown) => {
  console.error(
    error instanceof Error
      ? `Reindexing failed; the notes are searched as before, and another run goes on from here. ${error.message}`
      : error,
  );
  process.exit(1);
});
