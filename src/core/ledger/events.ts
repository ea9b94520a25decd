import type { Verdict } from '../ports/answer-judge';
import type { Match, Reason } from '../ports/words';

/** The layers as they are counted; L1 is a pair (question → answer key, answer key → answer). */
export const LAYERS = ['l1_question', 'l1_answer', 'l2_embedding', 'l3_context'] as const;
export type LayerName = (typeof LAYERS)[number];

/**
 * Who did a flight's work: this instance with the lease of all instances, this instance without one, or another. `gave_up`: another
 * did not come to an end.
 */
export type LeadKind = 'leased' | 'alone' | 'elsewhere' | 'gave_up';

/** The models, each of which may be a server elsewhere. */
export const UPSTREAMS = ['language', 'embedding', 'rerank'] as const;
export type UpstreamName = (typeof UPSTREAMS)[number];

/** `refusing`: it refuses one request after another. `probing`: it was down, and one request finds out whether it still is. */
export const UPSTREAM_STATES = ['up', 'refusing', 'down', 'probing'] as const;
export type UpstreamState = (typeof UPSTREAM_STATES)[number];

/** The store that instances share, as it was last known. `part`: a part of a cluster is away. `none`: there is none. */
export const SHARED_STORE_STATES = ['none', 'up', 'part', 'down'] as const;
export type SharedStoreState = (typeof SHARED_STORE_STATES)[number];

/**
 * How a question to the language model ended. `passed`, `refused`: an answer came, and this is what the write gate said.
 * `failed`: the model failed. `abandoned`: nobody wanted the answer any more. `skipped`: the model is down and was not asked.
 */
export const CALL_OUTCOMES = ['passed', 'refused', 'failed', 'abandoned', 'skipped'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/**
 * What came of a popular question that was asked again after an edit. `fresh`: its entry held already. `revalidated`: its
 * evidence had not changed. `refused`: by the write gate. `over_budget`: too many were asked in that minute.
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

/**
 * What made a question behind other turns standalone. `rules`: no model was needed, or there is none. `rules_instead`: the model
 * failed or was too slow. `memory`: it had been made before.
 */
export const CONDENSERS = ['rules', 'model', 'memory', 'rules_instead'] as const;
export type Condenser = (typeof CONDENSERS)[number];

/** Whether a reranker gave an order. `failed`: the retriever's own stands. */
export const RERANK_OUTCOMES = ['reranked', 'failed'] as const;
export type RerankOutcome = (typeof RERANK_OUTCOMES)[number];

/** Where words of documents were erased. */
export const ERASE_PLACES = ['memory', 'shared_store'] as const;
export type ErasePlace = (typeof ERASE_PLACES)[number];

/** What a pair of questions must pass before one may have the other's answer, in the order in which pairs meet them. */
export const GATES = [
  'similarity',
  'evidence',
  'substance',
  'numbers',
  'negations',
  'interrogatives',
  'names',
  'opposites',
  'standpoints',
  'words',
  'roles',
  'language',
] as const;
export type Gate = (typeof GATES)[number];

/** Everything that happens. The unions are closed, so that no text and no id of a person can become a label. */
export type LedgerEvent =
  | LayerEvent
  | Answered
  | Bypassed
  | WorkEvent
  | RefreshEvent
  | SemanticEvent
  | UpstreamEvent
  | SharedStoreEvent;

/** What a cache layer did. `fault`: a failure that was treated as a miss, or as a store that did not happen. */
export type LayerEvent =
  | {
      readonly type: 'lookup';
      readonly layer: LayerName;
      readonly outcome: 'fresh' | 'outdated' | 'miss';
      readonly ms: number;
    }
  | { readonly type: 'store' | 'drop' | 'evict'; readonly layer: LayerName; readonly entries: number }
  | { readonly type: 'fault'; readonly layer: LayerName };

/** One question answered. `ms`: from its arrival until its answer was complete. */
export interface Answered {
  readonly type: 'answered';
  readonly match: Match | null;
  readonly reason: Reason | null;
  readonly collapsed: boolean;
  /** Quoted from the notes, because the model failed. */
  readonly degraded: boolean;
  /** The notes do not answer the question. */
  readonly unanswerable: boolean;
  readonly stale: boolean;
  readonly ms: number;
  /** US dollars; null when no price is set. */
  readonly costUsd: number | null;
  readonly costSavedUsd: number | null;
  readonly timeSavedMs: number;
}

/** What was asked about a chat itself, by its program or its person, was answered past the caches. */
export interface Bypassed {
  readonly type: 'bypassed';
  /** By the stand-in, because the model failed. */
  readonly degraded: boolean;
  /** US dollars; null when no price is set. */
  readonly costUsd: number | null;
}

/** The work behind the caches. */
export type WorkEvent =
  | { readonly type: 'embed'; readonly texts: number; readonly ms: number }
  | { readonly type: 'retrieve'; readonly passages: number; readonly ms: number }
  | { readonly type: 'rerank'; readonly outcome: RerankOutcome; readonly ms: number }
  | { readonly type: 'model_call'; readonly outcome: CallOutcome; readonly ms: number }
  | {
      readonly type: 'condense';
      readonly by: Condenser;
      readonly ms: number;
      /** US dollars; null when no price is set. */
      readonly costUsd: number | null;
    }
  | { readonly type: 'lead'; readonly kind: LeadKind }
  | { readonly type: 'background_drop'; readonly entries: number }
  | { readonly type: 'erase'; readonly place: ErasePlace; readonly documents: number }
  | { readonly type: 'erase_failure' }
  | { readonly type: 'foreign_passage' };

export interface RefreshEvent {
  readonly type: 'refresh';
  readonly outcome: RefreshOutcome;
  /** US dollars; null when no price is set. */
  readonly costUsd: number | null;
}

/**
 * Why the nearest earlier question was not taken, for want of a further one that passes: a gate, an earlier judgement of the pair, or
 * an answer that is gone.
 */
export const SEMANTIC_REJECTIONS = [...GATES, 'judged_wrong', 'answer_gone'] as const;
export type SemanticRejection = (typeof SEMANTIC_REJECTIONS)[number];

/** What came of a question's look for earlier ones. `alone`: none was near. `shadow`, `audit`: it was answered anew, and compared. */
export type SemanticEvent =
  | { readonly type: 'semantic'; readonly outcome: 'alone' | 'shadow' | 'audit' | 'serve' | 'alias' }
  | { readonly type: 'semantic'; readonly outcome: 'rejected'; readonly by: SemanticRejection }
  | {
      readonly type: 'semantic_judged';
      readonly source: 'shadow' | 'audit';
      readonly verdict: Verdict;
      /** Whether the pair became an alias by it. */
      readonly isPromoted: boolean;
      /** Of the model that judged, in US dollars; null when no price is set. */
      readonly costUsd: number | null;
    }
  /** An asker said that a semantic hit was wrong. */
  | { readonly type: 'semantic_refuted' }
  | { readonly type: 'semantic_state'; readonly state: 'certified' | 'tripped' }
  | { readonly type: 'semantic_failure' };

/** A model changed its state, or was asked again. */
export type UpstreamEvent =
  | { readonly type: 'upstream'; readonly upstream: UpstreamName; readonly state: UpstreamState }
  | { readonly type: 'upstream_retry'; readonly upstream: UpstreamName };

/** The shared store changed its state, or did not do a command. */
export type SharedStoreEvent =
  | { readonly type: 'shared_store'; readonly state: SharedStoreState }
  | { readonly type: 'shared_store_failure' };
