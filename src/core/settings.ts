/** What an operator decides about the core; the application fills it from its environment. */
export abstract class TrivetSettings {
  abstract readonly cache: CacheSettings;
  abstract readonly freshness: FreshnessSettings;
  abstract readonly refresh: RefreshSettings;
  /** Passages a question retrieves when the asker names no number. */
  abstract readonly topK: number;
  /** Longest question accepted, in UTF-16 units; a longer one is refused, never cut. */
  abstract readonly questionMaxChars: number;
  /** US dollars per million tokens; null when unknown: costs are then null, tokens are still counted. */
  abstract readonly price: { readonly perMtokIn: number; readonly perMtokOut: number } | null;
}

export interface CacheSettings {
  readonly enabled: boolean;
  /** Where entries live: in this process, also in the shared store, from which they are taken up into memory, or only there. */
  readonly type: 'memory' | 'hybrid' | 'redis';
  /** Bound on all layers in this process together, in bytes. */
  readonly maxBytes: number;
  readonly questionTtlMs: number;
  /** How long a popular answer or question of L1 may live, from when it was stored first; the TTL or less: no longer than others. */
  readonly popularTtlMs: number;
  readonly embeddingTtlMs: number;
  readonly contextTtlMs: number;
  /** `evidence`: people whose own retrieval gave identical evidence share an answer. `user`: nobody shares. */
  readonly sharing: 'evidence' | 'user';
  /** Whether L2 is also kept in the database, so that it survives a restart where there is no Redis. */
  readonly keepVectors: boolean;
  /** Whether no other process has the database, so that all changes of documents go through this one. */
  readonly isAlone: boolean;
}

export interface RefreshSettings {
  /** Of each scope, how many of its most asked questions are asked again after an edit; 0 for none. */
  readonly top: number;
  /** How many questions a minute may cost a search, and perhaps a model call, in this process. */
  readonly perMinute: number;
}

export interface FreshnessSettings {
  /** How long a stamp may be reused; above 0 an asker may miss their own write for that long. */
  readonly maxAgeMs: number;
  /** How long an answer may still be served, marked stale, while stamps cannot be read; 0 for never. */
  readonly staleIfErrorMs: number;
  /** After this a stamp read counts as failed. */
  readonly deadlineMs: number;
}
