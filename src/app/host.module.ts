import { Module } from '@nestjs/common';
import { Settings } from '../config/settings';
import { Sql, StampSql, TrivetOptions, trivetSettings } from '../core';
import { Database } from '../engines/database/database';

/** The embedded engine is one session: a stamp read may have to wait for a note's transaction or for an index. */
const EMBEDDED: TrivetOptions = {
  cache: { keepVectors: true, isAlone: true },
  freshness: { deadlineMs: 10_000 },
  // A search waits behind the look, so that an asker gains nothing by waiting less for it.
  semantic: { lookMs: 10_000 },
};

/** What the core is given of this application: its settings and the database. */
@Module({
  providers: [
    { provide: Sql, useExisting: Database },
    { provide: StampSql, inject: [Database], useFactory: ({ stamps }: Database) => stamps },
    {
      provide: TrivetOptions,
      inject: [Settings, Database],
      useFactory: ({ core }: Settings, { embedded }: Database) =>
        embedded ? trivetSettings(core, EMBEDDED) : core,
    },
  ],
  exports: [Sql, StampSql, TrivetOptions],
})
export class HostModule {}
