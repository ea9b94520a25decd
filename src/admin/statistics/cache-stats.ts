import type {
  CacheSettings,
  Counters,
  FleetReport,
  LayerCounts,
  LayerName,
  LayerSize,
  LayerSizes,
} from '../../core';
import type { CacheStatsBody, CacheSummaryBody } from './cache-stats.schema';
import { semanticStats, type SemanticSurroundings } from './semantic-stats';

/** `GET /assistant/cache-stats`: a pure view of the counters since the start of this process. */
export function cacheStats(
  counters: Counters,
  { settings, sizes, fleet, redisMemoryUsed, semantic }: StatsSurroundings,
): CacheStatsBody {
  return {
    l1_query: l1Stats(counters, settings, sizes),
    l2_embedding: {
      ...layerStats(counters, 'l2_embedding', { ...sizes.l2_embedding, ttlMs: settings.embeddingTtlMs }),
      redis_memory_used: redisMemoryUsed,
    },
    l3_context: layerStats(counters, 'l3_context', { ...sizes.l3_context, ttlMs: settings.contextTtlMs }),
    combined: combinedStats(counters, settings),
    semantic: semanticStats(counters.semantic, semantic),
    fleet: fleet && fleetStats(fleet),
  };
}

export interface StatsSurroundings {
  readonly settings: CacheSettings;
  readonly sizes: LayerSizes;
  readonly fleet: FleetReport | null;
  /** Bytes; null without Redis. */
  readonly redisMemoryUsed: number | null;
  readonly semantic: SemanticSurroundings;
}

/** All instances together, those that have ended too. */
function fleetStats({ instances, counts, sizes }: FleetReport) {
  const hits = counts.exact + counts.revalidated + counts.semantic;
  return {
    instances,
    l1_query: { ...ratio(hits, counts.generated), total_entries: sizes.l1_question.entries },
    l2_embedding: { ...ratio(counts.l2Hits, counts.l2Misses), total_entries: sizes.l2_embedding.entries },
    l3_context: { ...ratio(counts.l3Hits, counts.l3Misses), total_entries: sizes.l3_context.entries },
    semantic: {
      served: counts.semantic,
      shadow_hits: counts.semanticShadow,
      audits: counts.semanticAudits,
      promoted: counts.semanticPromoted,
      refuted: counts.semanticRefuted,
    },
    collapsed: counts.collapsed,
    unanswerable: counts.unanswerable,
    total_cost: counts.costUsd,
    total_cost_saved: counts.costSavedUsd,
    time_saved_s: counts.timeSavedMs / 1_000,
    model_calls: counts.modelCalls,
    embedded_texts: counts.embeddedTexts,
    retrievals: counts.retrievals,
  };
}

function ratio(hits: number, misses: number) {
  return { total_hits: hits, total_misses: misses, hit_rate: rate(hits, misses) };
}

/** L1 as askers see it: a hit is a question answered from it, whichever of its two kinds of entry said so. */
function l1Stats(counters: Counters, settings: CacheSettings, sizes: LayerSizes) {
  const { answers, layers } = counters;
  const { l1_question: question, l1_answer: answer } = sizes;
  const hits = hitsOf(counters);
  const misses = answers.byMatch.generated;
  return {
    total_entries: question.entries,
    answer_entries: answer.entries,
    total_hits: hits,
    total_misses: misses,
    hit_rate: rate(hits, misses),
    exact_hits: answers.byMatch.exact,
    revalidated_hits: answers.byMatch.revalidated,
    stale_hits: answers.stale,
    miss_reasons: Object.fromEntries(answers.byReason),
    total_cost_saved: answers.costSavedUsd,
    avg_hits_per_entry: question.entries === 0 ? 0 : hits / question.entries,
    ttl: settings.questionTtlMs / 1_000,
    bytes: question.bytes + answer.bytes,
    stores: layers.l1_answer.stored,
    evictions: layers.l1_question.evicted + layers.l1_answer.evicted,
    invalidations: layers.l1_question.outdated,
    faults: layers.l1_question.faults + layers.l1_answer.faults,
    avg_hit_ms: answers.hitTimes.averageMs,
    avg_miss_ms: answers.missTimes.averageMs,
  };
}

interface Held extends LayerSize {
  readonly ttlMs: number;
}

function layerStats(counters: Counters, name: LayerName, { entries, bytes, ttlMs }: Held) {
  const counts: LayerCounts = counters.layers[name];
  const misses = counts.missed + counts.outdated;
  return {
    total_entries: entries,
    total_hits: counts.fresh,
    total_misses: misses,
    hit_rate: rate(counts.fresh, misses),
    ttl: ttlMs / 1_000,
    bytes,
    stores: counts.stored,
    evictions: counts.evicted,
    invalidations: counts.outdated,
    faults: counts.faults,
    avg_hit_ms: counts.hitTimes.averageMs,
    avg_miss_ms: counts.missTimes.averageMs,
  };
}

function combinedStats(counters: Counters, settings: CacheSettings) {
  const { answers, work } = counters;
  const hits = hitsOf(counters);
  return {
    hit_rate: rate(hits, answers.byMatch.generated),
    total_hits: hits,
    total_misses: answers.byMatch.generated,
    collapsed: answers.collapsed,
    degraded: answers.degraded,
    unanswerable: answers.unanswerable,
    bypassed: answers.bypassed.answered + answers.bypassed.degraded,
    total_cost: answers.costUsd,
    total_cost_saved: answers.costSavedUsd,
    time_saved_s: answers.timeSavedMs / 1_000,
    model_calls: work.modelCalls,
    standalone: work.condensed,
    embedded_texts: work.embeddedTexts,
    retrievals: work.retrievals,
    reranks: work.reranks,
    background_drops: work.backgroundDrops,
    foreign_passages: work.foreignPassages,
    refreshes: work.refreshes,
    cache_enabled: settings.enabled,
  };
}

/** `GET /metrics/cache`: the few numbers a monitor asks for. */
export function cacheSummary(counters: Counters, sizes: LayerSizes): CacheSummaryBody {
  const hits = hitsOf(counters);
  const misses = counters.answers.byMatch.generated;
  return {
    hit_rate: rate(hits, misses),
    total_hits: hits,
    total_misses: misses,
    cache_size: sizes.l1_question.entries,
    avg_hit_time_ms: counters.answers.hitTimes.averageMs,
    avg_miss_time_ms: counters.answers.missTimes.averageMs,
  };
}

function hitsOf({ answers: { byMatch } }: Counters): number {
  return byMatch.exact + byMatch.revalidated + byMatch.semantic;
}

/** Share of hits, 0–1; 0 before the first question. */
function rate(hits: number, misses: number): number {
  return hits + misses === 0 ? 0 : hits / (hits + misses);
}
