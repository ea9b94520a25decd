import type { Landing } from '../core/flight/answer-flight';
import { costUsd } from '../core/price';
import { isCollapsed, type Reply, type Timings } from '../core/reply';
import type { TrivetSettings } from '../core/settings';
import type { Passage } from '../core/words';
import type { MetadataBody, SourceBody } from './answer.schema';

/** All that one asker's body and headers are made of. */
export interface Told {
  readonly query: string;
  readonly requestId: string;
  readonly reply: Reply;
  readonly landing: Landing;
  /** From the request's arrival to the answer, milliseconds. */
  readonly totalMs: number;
  /** Unix milliseconds. */
  readonly now: number;
  readonly price: TrivetSettings['price'];
}

/** Answer and sources as JSON, kept beside the passages of a cached entry for as long as those live: no hit is serialized twice. */
const rendered = new WeakMap<readonly Passage[], { readonly text: string; readonly json: string }>();

/** The body of `POST /assistant/query`: what is shared between askers is reused, the metadata are each asker's own. */
export function presentAnswer(told: Told): string {
  return `{${answerAndSources(told)},"metadata":${JSON.stringify(metadata(told))}}`;
}

function answerAndSources({ reply: { passages }, landing: { answer } }: Told): string {
  const known = rendered.get(passages);
  if (known?.text === answer.text) return known.json;
  const json = `"answer":${JSON.stringify(answer.text)},"sources":${JSON.stringify(passages.map(presentSource))}`;
  rendered.set(passages, { text: answer.text, json });
  return json;
}

function presentSource({ id, documentId, title, section, content, similarity }: Passage): SourceBody {
  return { chunk_id: id, note_id: documentId, title, section, content, similarity };
}

function metadata({ query, requestId, reply, landing, totalMs, now, price }: Told): MetadataBody {
  const { layer, match, reason, storedAt } = reply;
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
    degraded,
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
