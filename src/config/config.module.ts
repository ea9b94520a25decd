import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule as NestConfigModule } from '@nestjs/config';
import { parseEnvFile } from './env-file';
import { loadSettings, Settings } from './settings';

/** The module, and the settings for what starts before Nest does, such as the HTTP adapter. */
export interface ConfiguredModule extends DynamicModule {
  readonly settings: Settings;
}

/** Gives `Settings` to every module. */
@Module({})
export class ConfigModule {
  /**
   * Without `env`, the settings come from the process environment and, for what that leaves open, from `.env` in
   * the working directory. `validate` and not `validationSchema`: that one joins all issues into one
   * text of its own and has no place for secret files. It also writes what it parsed back into `process.env`, secrets too.
   * @throws {EnvironmentError} naming everything that is wrong
   */
  static async forRoot(env?: NodeJS.ProcessEnv): Promise<ConfiguredModule> {
    const loaded: Settings[] = [];
    const source = await NestConfigModule.forRoot({
      ignoreEnvFile: env !== undefined,
      validatePredefined: env === undefined,
      skipProcessEnv: true,
      parser: parseEnvFile,
      validate: (found) => {
        loaded.push(loadSettings(env ?? found));
        return {};
      },
    });
    const [settings] = loaded;
    if (settings === undefined) throw new TypeError('@nestjs/config did not validate the environment.');
    return {
      module: ConfigModule,
      global: true,
      imports: [source],
      providers: [{ provide: Settings, useValue: settings }],
      exports: [Settings],
      settings,
    };
  }
}
