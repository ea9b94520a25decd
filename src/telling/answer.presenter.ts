import {
  costUsd,
  degradedBecause,
  isShared,
  type Answer,
  type Finish,
  type Match,
  type Passage,
  type Reason,
  type SemanticMatch,
  type Timings,
  type Usage,
} from '../core';
import type { FinishReason, MetadataBody, SourceBody } from './answer.schema';
import { answerOf, type Told } from './told';

/** JSON kept beside what is cached, for as long as that lives: no hit is serialized twice. */
const rendered = new WeakMap<Answer | readonly Passage[], string>();

/** The body of `POST /assistant/query`: what is shared between askers is reused, the metadata are each asker's own. */
export function presentAnswer(told: Told): string {
  return `{"answer":${answerJson(answerOf(told))},"sources":${sourcesJson(told.reply.passages)},"metadata":${metadataJson(told)}}`;
}

export function answerJson(answer: Answer): string {
  return rendered.get(answer) ?? keep(answer, JSON.stringify(answer.text));
}

export function sourcesJson(passages: readonly Passage[]): string {
  return rendered.get(passages) ?? keep(passages, JSON.stringify(passages.map(presentSource)));
}

export function metadataJson(told: Told): string {
  return JSON.stringify(metadata(told));
}

/** In the words of OpenAI's API. */
const FINISH_REASONS: Readonly<Record<Finish, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  refused: 'content_filter',
  other: 'stop',
};

/** Only whole answers are cached or quoted. What else a server calls an end is taken for one, though the write gate does not. */
export function finishReasonOf(told: Told): FinishReason {
  if (told.outcome === 'hit') return 'stop';
  switch (told.landing.how) {
    case 'quoted':
      return 'stop';
    case 'answered':
      return FINISH_REASONS[told.landing.finish];
  }
}
function keep(of: Answer | readonly Passage[], json: string): string {
  rendered.set(of, json);
  return json;
}

function presentSource({ id, documentId, title, section, content, similarity }: Passage): SourceBody {
  return { chunk_id: id, note_id: documentId, title, section, content, similarity };
}

function metadata(told: Told): MetadataBody {
  const { query, requestId, reply, totalMs, now, price } = told;
  const { match, reason, semantic, storedAt, isStale, because, isSaved, modelMs } = wayOf(told);
  const answer = answerOf(told);
  const cost = costUsd(answer, price);
  return {
    query,
    standalone_query: reply.standalone?.question ?? null,
    standalone_usage: presentUsage(reply.standalone?.usage ?? null),
    cached: match !== null,
    layer: reply.layer,
    match,
    reason,
    // Exact and revalidated matches are of the same canonical question; null where nothing was matched.
    similarity: match === null ? null : (semantic?.pair.similarity ?? 1),
    matched_query: semantic?.matched ?? null,
    cached_at: storedAt === null ? null : new Date(storedAt).toISOString(),
    age_s: storedAt === null ? null : ageS(storedAt, now),
    stale: isStale,
    degraded: because !== null,
    degraded_because: because,
    finish_reason: finishReasonOf(told),
    answerable: answer.answerable,
    reranked: reply.reranked,
    model: answer.model,
    usage: presentUsage(answer.usage),
    cost_usd: ownCost(told, isSaved && cost !== null ? 0 : cost),
    cost_saved_usd: isSaved || cost === null ? cost : 0,
    timings_ms: presentTimings(reply.timings, { totalMs, modelMs }),
    timestamp: new Date(now).toISOString(),
    request_id: requestId,
  };
}

/** With the call that made the question standalone, where there was one for this asker. */
function ownCost({ reply: { standalone }, price }: Told, cost: number | null): number | null {
  const made = standalone?.usage ? costUsd({ model: '', usage: standalone.usage }, price) : 0;
  return cost === null || made === null ? cost : cost + made;
}

function presentUsage(usage: Usage | null): MetadataBody['usage'] {
  return (
    usage && {
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      estimated: usage.estimated,
    }
  );
}

/** What hits and misses say differently. */
interface Way {
  readonly match: Match | null;
  readonly reason: Reason | null;
  /** Set where another question was answered. */
  readonly semantic: SemanticMatch | null;
  readonly storedAt: number | null;
  readonly isStale: boolean;
  /** Why the model gave no answer; null where it did, or was not asked. */
  readonly because: string | null;
  /** Whether somebody else's model call was used. */
  readonly isSaved: boolean;
  readonly modelMs: number;
}

function wayOf(told: Told): Way {
  switch (told.outcome) {
    case 'hit': {
      const { match, semantic, storedAt, staleMs } = told.reply;
      const isStale = staleMs !== null;
      return { match, reason: null, semantic, storedAt, isStale, because: null, isSaved: true, modelMs: 0 };
    }
    case 'miss': {
      const { reply, landing } = told;
      const isSaved = isShared(reply, landing);
      const modelMs = landing.answer.generationMs;
      return {
        match: null,
        reason: reply.reason,
        semantic: null,
        storedAt: null,
        isStale: false,
        because: degradedBecause(landing),
        isSaved,
        modelMs,
      };
    }
  }
}

/** Whole seconds; a clock that went back makes no negative age. */
export function ageS(storedAt: number, now: number): number {
  return Math.max(0, Math.floor((now - storedAt) / 1_000));
}

export function presentTimings(
  { standaloneMs, stampsMs, lookupMs, embeddingMs, retrievalMs }: Timings,
  { totalMs, modelMs }: { totalMs: number; modelMs: number },
) {
  return {
    standalone: rounded(standaloneMs),
    stamps: rounded(stampsMs),
    lookup: rounded(lookupMs),
    embedding: rounded(embeddingMs),
    retrieval: rounded(retrievalMs),
    model: rounded(modelMs),
    total: rounded(totalMs),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
