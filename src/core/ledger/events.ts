import type { Match, Reason } from '../reply';

/** The layers as they are counted; L1 is a pair (question → answer key, answer key → answer). */
export const LAYERS = ['l1_question', 'l1_answer', 'l2_embedding', 'l3_context'] as const;
export type LayerName = (typeof LAYERS)[number];

/** Who did a flight's work: this instance, with the lease of all instances or without one, or somebody else. */
export type LeadKind = 'leased' | 'alone' | 'elsewhere';

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
  | {
      readonly type: 'model_call';
      /** `abandoned`: ended by us, because everybody who had asked left. */
      readonly outcome: 'stored' | 'refused' | 'failed' | 'abandoned';
      readonly ms: number;
    }
  | { readonly type: 'lead'; readonly kind: LeadKind }
  | { readonly type: 'foreign_passage' }
  | Answered;

/** One question answered. `ms`: from its arrival until its answer was complete. */
export interface Answered {
  readonly type: 'answered';
  readonly match: Match | null;
  readonly reason: Reason | null;
  readonly collapsed: boolean;
  readonly ms: number;
  /** US dollars; null when no price is set. */
  readonly costUsd: number | null;
  readonly costSavedUsd: number | null;
  readonly timeSavedMs: number;
}
