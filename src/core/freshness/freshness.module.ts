import {
  Inject,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { TrivetSettings } from '../settings';
import { Sql, StampSql } from '../ports/sql';
import { Compactor, compactWith, crowdedIn } from './compactor';
import { Purges } from './purge-marks';
import { StampReader } from './stamp-reader';
import { stampQuery } from './stamp-query';

const logger = new Logger('Freshness');

@Module({
  providers: [
    Purges,
    {
      provide: Compactor,
      inject: [Sql],
      useFactory: (sql: Sql) =>
        new Compactor({
          compact: compactWith(sql),
          crowded: crowdedIn(sql),
          onChange: ({ state }) => {
            if (state === 'failing')
              logger.warn('Compaction of marks fails; stamps stay right and get slower to read.');
            else logger.log('Compaction of marks works again.');
          },
        }),
    },
    {
      provide: StampReader,
      inject: [StampSql, TrivetSettings, Compactor],
      useFactory: (sql: StampSql, { freshness }: TrivetSettings, compactor: Compactor) =>
        new StampReader({ query: stampQuery(sql), ...freshness, onCrowded: compactor.offer }),
    },
  ],
  exports: [StampReader, Purges],
})
export class FreshnessModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(@Inject(Compactor) private readonly compactor: Compactor) {}

  /** Not awaited: nobody has to wait for it, and what is crowded is slower to read, not wrong. */
  onApplicationBootstrap(): void {
    this.compactor.sweep();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.compactor.close();
  }
}
