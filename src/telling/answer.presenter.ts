import {
  type Answer,
  costUsd,
  isCollapsed,
  type Landing,
  type Passage,
  type Reply,
  type Timings,
  type TrivetSettings,
} from '../core/index';
import type { FinishReason, MetadataBody, SourceBody } from './answer.schema';

/** All that one asker's headers are made of, and their body once the answer landed. */
export interface Begun<L extends Landing | null = Landing | null> {
  readonly query: string;
  readonly requestId: string;
  readonly reply: Reply;
  readonly landing: L;
  /** From the request's arrival until now, milliseconds. */
  readonly totalMs: number;
  /** Unix milliseconds. */
  readonly now: number;
  readonly price: TrivetSettings['price'];
}

export type Told = Begun<Landing>;

/** JSON kept beside what is cached, for as long as that lives: no hit is serialized twice. */
const rendered = new WeakMap<Answer | readonly Passage[], string>();

/** The body of `POST /assistant/query`: what is shared between askers is reused, the metadata are each asker's own. */
export function presentAnswer(told: Told): string {
  const { reply, landing } = told;
  return `{"answer":${answerJson(landing.answer)},"sources":${sourcesJson(reply.passages)},"metadata":${metadataJson(told)}}`;
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

/** What else a server calls an end is taken for a whole answer, though the write gate does not. */
export function finishReasonOf({ brokenOff }: Landing): FinishReason {
  if (brokenOff === 'length') return 'length';
  return brokenOff === 'refused' ? 'content_filter' : 'stop';
}

function keep(of: Answer | readonly Passage[], json: string): string {
  rendered.set(of, json);
  return json;
}

function presentSource({ id, documentId, title, section, content, similarity }: Passage): SourceBody {
  return { chunk_id: id, note_id: documentId, title, section, content, similarity };
}

function metadata({ query, requestId, reply, landing, totalMs, now, price }: Told): MetadataBody {
  const { layer, match, reason, storedAt, staleMs } = reply;
  const { answer, degraded } = landing;
  const cost = costUsd(answer, price);
  const isSaved = match !== null || isCollapsed(reply, landing);
  return {
    query,
    cached: match !== null,
    layer,
    match,
    reason,
    // Both matches so far are of the same canonical question; null where nothing was matched.
    similarity: match === null ? null : 1,
    cached_at: storedAt === null ? null : new Date(storedAt).toISOString(),
    age_s: storedAt === null ? null : ageS(storedAt, now),
    stale: staleMs !== null,
    degraded,
    finish_reason: finishReasonOf(landing),
    model: answer.model,
    usage: answer.usage && {
      prompt_tokens: answer.usage.promptTokens,
      completion_tokens: answer.usage.completionTokens,
      estimated: answer.usage.estimated,
    },
    cost_usd: isSaved && cost !== null ? 0 : cost,
    cost_saved_usd: isSaved || cost === null ? cost : 0,
    timings_ms: presentTimings(reply.timings, { totalMs, modelMs: match === null ? answer.generationMs : 0 }),
    timestamp: new Date(now).toISOString(),
    request_id: requestId,
  };
}

/** Whole seconds; a clock that went back makes no negative age. */
export function ageS(storedAt: number, now: number): number {
  return Math.max(0, Math.floor((now - storedAt) / 1_000));
}

export function presentTimings(
  { stampsMs, lookupMs, embeddingMs, retrievalMs }: Timings,
  { totalMs, modelMs }: { totalMs: number; modelMs: number },
) {
  return {
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
