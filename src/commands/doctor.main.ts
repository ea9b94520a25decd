import '../../node-version.cjs';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '../config/config.module';
import { RedisModule } from '../engines/redis/redis.module';
import { ModelsModule } from '../models/models.module';
import {
  databaseCheck,
  embeddingCheck,
  findingOf,
  languageCheck,
  redisCheck,
  rerankCheck,
  type Finding,
} from './doctor/checks';

@Module({})
class DoctorModule {}

/**
 * `npm run doctor` looks at what the settings name: database, Redis and models, each of which is asked once. It prints a line
 * each, with what to do where one is not well, and exits with 1 then.
 */
async function main(): Promise<void> {
  const config = await ConfigModule.forRoot();
  const { settings } = config;
  const app = await NestFactory.createApplicationContext(
    { module: DoctorModule, imports: [config, RedisModule, ModelsModule] },
    { logger: ['warn', 'error'], abortOnError: false },
  );
  const findings: Finding[] = [];
  for (const check of [
    databaseCheck(settings),
    redisCheck(settings, app),
    embeddingCheck(app),
    rerankCheck(app),
    languageCheck(app),
  ]) {
    const finding = await findingOf(check);
    console.log(`${finding.isWell ? 'ok    ' : 'FAILED'}  ${finding.what}: ${finding.told}`);
    findings.push(finding);
  }
  await app.close();
  process.exitCode = findings.every(({ isWell }) => isWell) ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
