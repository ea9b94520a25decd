import { z } from 'zod';
import { semanticStatsReply } from './semantic-stats.schema';

const count = z.int().min(0);
const ms = z.number().min(0);
const rate = z.number().min(0).max(1);
const usd = z.number().min(0);

const layer = {
  total_entries: count,
  total_hits: count,
  total_misses: count,
  hit_rate: rate,
  ttl: z.number().min(0).describe('Seconds.'),
  bytes: count.describe('Estimated, of what this process holds.'),
  stores: count,
  evictions: count,
  invalidations: count.describe('Entries that were there but that the notes no longer supported.'),
  faults: count.describe('Failures of the layer that were treated as misses.'),
  avg_hit_ms: ms,
  avg_miss_ms: ms,
};

const shared = { total_entries: count, total_hits: count, total_misses: count, hit_rate: rate };

/** The body of `GET /assistant/cache-stats`: counts since the start of the process. */
export const cacheStatsReply = z.strictObject({
  l1_query: z.strictObject({
    ...layer,
    answer_entries: count,
    exact_hits: count,
    revalidated_hits: count,
    stale_hits: count.describe('Of the exact hits, those that could not be checked (STALE_IF_ERROR_S).'),
    miss_reasons: z.record(z.string(), count),
    total_cost_saved: usd,
    avg_hits_per_entry: z.number().min(0),
  }),
  l2_embedding: z.strictObject({
    ...layer,
    redis_memory_used: count
      .nullable()
      .describe('Bytes that Redis uses in all (INFO memory); null without one.'),
  }),
  l3_context: z.strictObject(layer),
  combined: z.strictObject({
    hit_rate: rate,
    total_hits: count,
    total_misses: count,
    collapsed: count.describe('Answers shared from a running flight.'),
    total_cost: usd,
    total_cost_saved: usd,
    time_saved_s: z.number().min(0),
    degraded: count.describe('Answers quoted from the notes because the model failed.'),
    unanswerable: count.describe('Answers which say that the notes do not answer, hits among them.'),
    bypassed: count.describe('What was asked about chats themselves. In no other count here but total_cost.'),
    model_calls: z.strictObject({
      passed: count,
      refused: count.describe('By the write gate: shown at most, never stored.'),
      failed: count,
      abandoned: count.describe('Ended because nobody wanted the answer any more.'),
      skipped: count.describe('Not asked, because it was down.'),
    }),
    standalone: z
      .strictObject({
        rules: count,
        model: count,
        memory: count.describe('Made by the model before.'),
        rules_instead: count.describe('The model failed or was too slow.'),
      })
      .describe('Questions behind other turns, by what made them standalone (CONVERSATIONS).'),
    embedded_texts: count,
    retrievals: count,
    reranks: z
      .strictObject({ reranked: count, failed: count.describe('Retrieval’s own order stood instead.') })
      .describe('Searches that a reranker was to put in order (RERANK_BASE_URL).'),
    background_drops: count,
    foreign_passages: count,
    refreshes: z
      .strictObject({
        fresh: count,
        revalidated: count,
        generated: count,
        refused: count,
        failed: count,
        over_budget: count,
      })
      .describe(
        'Popular questions asked again after an edit (CACHE_REFRESH_TOP); not among hits and misses.',
      ),
    cache_enabled: z.boolean(),
  }),
  semantic: semanticStatsReply,
  fleet: z
    .strictObject({
      instances: count,
      l1_query: z.strictObject(shared),
      l2_embedding: z.strictObject(shared),
      l3_context: z.strictObject(shared),
      semantic: z.strictObject({
        served: count,
        shadow_hits: count,
        audits: count,
        promoted: count,
        refuted: count,
      }),
      collapsed: count,
      unanswerable: count,
      total_cost: usd,
      total_cost_saved: usd,
      time_saved_s: z.number().min(0),
      model_calls: count,
      embedded_texts: count,
      retrievals: count,
    })
    .nullable()
    .describe('All instances that share a Redis, since it was last emptied; null without one.'),
});

/** The body of `GET /metrics/cache`. */
export const cacheSummaryReply = z.strictObject({
  hit_rate: rate,
  total_hits: count,
  total_misses: count,
  cache_size: count,
  avg_hit_time_ms: ms,
  avg_miss_time_ms: ms,
});

export type CacheStatsBody = z.infer<typeof cacheStatsReply>;
export type CacheSummaryBody = z.infer<typeof cacheSummaryReply>;
