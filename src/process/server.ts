import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app/app.module';
import { banner } from './banner';
import { Authentication } from '../auth/authentication';
import { doorkeeper } from '../auth/doorkeeper';
import { ConfigModule } from '../config/config.module';
import type { Settings } from '../config/settings';
import { SampleNotebook } from '../demo/sample-notebook';
import { createFastifyAdapter } from '../http/fastify-adapter';
import { PinoLogger } from './logger';
import { mountOpenApi } from './openapi';
import { endOnSignals } from './signals';

export interface RunningServer {
  readonly app: NestFastifyApplication;
  readonly settings: Settings;
  readonly address: string;
}

/**
 * Builds the application, ready to listen or to be asked by `inject`.
 *
 * @param env instead of the process environment and `.env`
 * @throws {EnvironmentError} naming everything that is wrong
 */
export async function createServer(env?: NodeJS.ProcessEnv): Promise<Omit<RunningServer, 'address'>> {
  const config = await ConfigModule.forRoot(env);
  const { settings } = config;
  const authentication = new Authentication(settings.auth);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, authentication),
    createFastifyAdapter(settings, doorkeeper(settings, authentication)),
    {
      logger: new PinoLogger(settings.server.logLevel),
      abortOnError: false,
    },
  );
  try {
    mountOpenApi(app);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return { app, settings };
  } catch (error) {
    // Lets go of the data folder and the threads.
    await app.close();
    throw error;
  }
}

/** The whole process: loads the sample notes where they are wanted, listens, says so, and ends in order. */
export async function startServer(): Promise<RunningServer> {
  const startedAt = performance.now();
  const { app, settings } = await createServer();
  const isReadyAt = performance.now();
  const samples = await app.get(SampleNotebook).load();
  const loadedAt = performance.now();
  await app.listen({ port: settings.server.port, host: settings.server.host });
  const address = await app.getUrl();
  endOnSignals(app, settings.server.shutdownGraceMs);
  console.log(
    banner({ address, samples, startMs: isReadyAt - startedAt, samplesMs: loadedAt - isReadyAt, settings }),
  );
  return { app, settings, address };
}
