import type { Match, Reason } from '../ports/words';

/** The layers as they are counted; L1 is a pair (question → answer key, answer key → answer). */
export const LAYERS = ['l1_question', 'l1_answer', 'l2_embedding', 'l3_context'] as const;
export type LayerName = (typeof LAYERS)[number];

/** Who did a flight's work: this instance, with the lease of all instances or without one, or somebody else. */
export type LeadKind = 'leased' | 'alone' | 'elsewhere';
/** The models, each of which may be a server elsewhere. */
export const UPSTREAMS = ['language', 'embedding'] as const;
export type UpstreamName = (typeof UPSTREAMS)[number];

/** `probing`: it was down, and one request finds out whether it still is. */
export const UPSTREAM_STATES = ['up', 'down', 'probing'] as const;
export type UpstreamState = (typeof UPSTREAM_STATES)[number];

/** The store that instances share, as it was last known; `part`: a part of a cluster is away. `none`: there is none. */
export const SHARED_STORE_STATES = ['none', 'up', 'part', 'down'] as const;
export type SharedStoreState = (typeof SHARED_STORE_STATES)[number];

/**
 * How a question to the language model ended: an answer that passed the write gate or was refused there; a failure; left
 * because nobody wanted it any more; or not even begun, because the model is down.
 */
export const CALL_OUTCOMES = ['passed', 'refused', 'failed', 'abandoned', 'skipped'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/**
 * What came of a popular question that was asked again after an edit: it was fresh already, its evidence had not changed, it was
 * generated, the write gate refused it, it failed, or there were too many in that minute.
 */
export const REFRESH_OUTCOMES = [
  'fresh',
  'revalidated',
  'generated',
  'refused',
  'failed',
  'over_budget',
] as const;
export type RefreshOutcome = (typeof REFRESH_OUTCOMES)[number];

/** Where words of documents were erased. */
export const ERASE_PLACES = ['memory', 'shared_store'] as const;
export type ErasePlace = (typeof ERASE_PLACES)[number];

/** Everything that is ever counted; closed unions only, so that no text or id of a person can become a label. */
export type LedgerEvent =
  | {
      readonly type: 'lookup';
      readonly layer: LayerName;
      readonly outcome: 'fresh' | 'outdated' | 'miss';
      readonly ms: number;
    }
  | { readonly type: 'store' | 'drop' | 'evict'; readonly layer: LayerName; readonly entries: number }
  | { readonly type: 'fault'; readonly layer: LayerName }
  | { readonly type: 'background_drop'; readonly entries: number }
  | { readonly type: 'embed'; readonly texts: number; readonly ms: number }
  | { readonly type: 'retrieve'; readonly passages: number; readonly ms: number }
  | { readonly type: 'model_call'; readonly outcome: CallOutcome; readonly ms: number }
  | { readonly type: 'lead'; readonly kind: LeadKind }
  | { readonly type: 'erase'; readonly place: ErasePlace; readonly documents: number }
  | { readonly type: 'erase_failure' }
  | { readonly type: 'foreign_passage' }
  | { readonly type: 'refresh'; readonly outcome: RefreshOutcome; readonly costUsd: number | null }
  | { readonly type: 'upstream'; readonly upstream: UpstreamName; readonly state: UpstreamState }
  | { readonly type: 'upstream_retry'; readonly upstream: UpstreamName }
  | { readonly type: 'shared_store'; readonly state: SharedStoreState }
  | { readonly type: 'shared_store_failure' }
  | Answered;

/** One question answered. `ms`: from its arrival until its answer was complete. */
export interface Answered {
  readonly type: 'answered';
  readonly match: Match | null;
  readonly reason: Reason | null;
  readonly collapsed: boolean;
  /** Quoted from the notes, because the model failed. */
  readonly degraded: boolean;
  readonly stale: boolean;
  readonly ms: number;
  /** US dollars; null when no price is set. */
  readonly costUsd: number | null;
  readonly costSavedUsd: number | null;
  readonly timeSavedMs: number;
}

/** Entries and estimated bytes held now. Counts entries that have expired but were not yet reclaimed. */
export interface LayerSize {
  readonly entries: number;
  readonly bytes: number;
}
