import { Module } from '@nestjs/common';
import { Settings } from '../config/settings';
import { Sql, StampSql, TrivetSettings } from '../core/index';
import { Database } from '../engines/database/database';

/** A stamp read that takes longer counts as failed; who waits for two batches still hears of it within a second. */
const STAMP_DEADLINE_MS = 400;

/** The embedded engine is one session: a stamp read may have to wait for a note's transaction or for an index. */
const EMBEDDED_STAMP_DEADLINE_MS = 10_000;

/** What the core is given of this application: its settings, translated, and the database. */
@Module({
  providers: [
    { provide: Sql, useExisting: Database },
    { provide: StampSql, inject: [Database], useFactory: ({ stamps }: Database) => stamps },
    { provide: TrivetSettings, inject: [Settings, Database], useFactory: trivetSettings },
  ],
  exports: [Sql, StampSql, TrivetSettings],
})
export class HostModule {}

function trivetSettings({ cache, query, price }: Settings, database: Database): TrivetSettings {
  const { perMtokIn, perMtokOut } = price;
  return {
    cache: {
      enabled: cache.enabled,
      type: cache.type,
      maxBytes: cache.maxBytes,
      questionTtlMs: cache.queryTtlMs,
      popularTtlMs: cache.popularTtlMs,
      embeddingTtlMs: cache.embeddingTtlMs,
      contextTtlMs: cache.contextTtlMs,
      sharing: cache.sharing,
      keepVectors: database.embedded,
      isAlone: database.embedded,
    },
    freshness: {
      maxAgeMs: cache.freshnessMaxAgeMs,
      staleIfErrorMs: cache.staleIfErrorMs,
      deadlineMs: database.embedded ? EMBEDDED_STAMP_DEADLINE_MS : STAMP_DEADLINE_MS,
    },
    refresh: cache.refresh,
    topK: query.topK,
    questionMaxChars: query.maxChars,
    price: perMtokIn === undefined || perMtokOut === undefined ? null : { perMtokIn, perMtokOut },
  };
}
