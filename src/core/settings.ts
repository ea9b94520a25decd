import type { EvidenceStrength } from './semantic/gates/evidence.gate';

/** What an operator decides about the core. The core fills what its host leaves open with {@link DEFAULT_SETTINGS}. */
export abstract class TrivetSettings {
  abstract readonly cache: CacheSettings;
  abstract readonly freshness: FreshnessSettings;
  abstract readonly refresh: RefreshSettings;
  abstract readonly flights: FlightSettings;
  abstract readonly semantic: SemanticSettings;
  /**
   * `standalone`: a question behind other turns is made one of its own before it is looked up. `verbatim`: it is looked up as it is,
   * and its turns are part of every key.
   */
  abstract readonly conversations: 'standalone' | 'verbatim';
  /** How long a model may take to make a question standalone; rules do it then. */
  abstract readonly condenseMs: number;
  /** Passages a question retrieves when the asker names no number. */
  abstract readonly topK: number;
  /** Longest question accepted, in UTF-16 units; a longer one is refused, never cut. */
  abstract readonly questionMaxChars: number;
  /** US dollars per million tokens; null when unknown: costs are then null, tokens are still counted. */
  abstract readonly price: Price | null;
}

/** The settings that a host gives, each part or value of them if it likes. A host's module may export them under this token. */
export abstract class TrivetOptions {
  abstract readonly cache?: Partial<CacheSettings>;
  abstract readonly freshness?: Partial<FreshnessSettings>;
  abstract readonly refresh?: Partial<RefreshSettings>;
  abstract readonly flights?: Partial<FlightSettings>;
  abstract readonly semantic?: Partial<SemanticSettings>;
  abstract readonly conversations?: TrivetSettings['conversations'];
  abstract readonly condenseMs?: number;
  abstract readonly topK?: number;
  abstract readonly questionMaxChars?: number;
  abstract readonly price?: Price | null;
}

export interface CacheSettings {
  readonly enabled: boolean;
  /** `memory`: entries live in this process. `redis`: in the shared store. `hybrid`: in both; memory takes up what the store has. */
  readonly type: 'memory' | 'hybrid' | 'redis';
  /** Bound on all layers in this process together, in bytes. */
  readonly maxBytes: number;
  readonly questionTtlMs: number;
  /** Longest life of a popular entry of L1, from when it was stored first. At the TTL or below, it lives no longer than others. */
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

export interface FlightSettings {
  /**
   * How long the language model may take for an answer, waiting for its turn included. Who waits for another instance's answer
   * gives up after this.
   */
  readonly longestMs: number;
}

export const SEMANTIC_MODES = ['off', 'shadow', 'certified', 'serve'] as const;
export type SemanticMode = (typeof SEMANTIC_MODES)[number];

/** Answers of other questions that mean the same. */
export interface SemanticSettings {
  /**
   * - `off`: nothing is looked for.
   * - `shadow`: nothing is served; eligible pairs are compared with the fresh answer after it was sent.
   * - `certified`: as shadow, until the certificate says how often they are wrong. Pairs that were confirmed are served.
   * - `serve`: every eligible pair, at once.
   */
  readonly mode: SemanticMode;
  /** Cosine of two questions, 0–1: below it no pair is eligible. */
  readonly threshold: number;
  /** δ: the share of wrong pairs that is certified; above 0, below 1. */
  readonly maxWrong: number;
  /** Of the pairs that could be served, the share that is compared with a fresh answer instead; 0–1. */
  readonly auditShare: number;
  /** How much of the evidence of an earlier answer must be in the fresh evidence. */
  readonly evidence: EvidenceStrength;
  /** How long an asker waits for a look at earlier questions, which are a hint. */
  readonly lookMs: number;
  /** Questions that are kept of one scope and answer profile. */
  readonly perScope: number;
}

export interface FreshnessSettings {
  /** How old a snapshot may be that is reused. Above 0 an asker may miss their own write for that long. */
  readonly maxAgeMs: number;
  /** How old a snapshot may be that is used when none can be read; what is served under it says that it is stale. 0: never. */
  readonly staleIfErrorMs: number;
  /** A stamp read that takes longer counts as failed. It counts from the sending of a batch. */
  readonly deadlineMs: number;
}

export interface Price {
  readonly perMtokIn: number;
  readonly perMtokOut: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The one place where a default of the core stands; hosts read theirs from here. */
export const DEFAULT_SETTINGS = Object.freeze({
  cache: Object.freeze({
    enabled: true,
    // Needs nothing beside the process.
    type: 'memory',
    maxBytes: 256 * 1_024 * 1_024,
    // TTLs bound space, not staleness: stamps see to that.
    questionTtlMs: DAY_MS,
    popularTtlMs: 7 * DAY_MS,
    // A text's vector never changes.
    embeddingTtlMs: 7 * DAY_MS,
    // The largest entries, and every edit in their scope outdates them.
    contextTtlMs: HOUR_MS,
    sharing: 'evidence',
    keepVectors: false,
    // The safe one: an instance that is not alone reads what others have erased.
    isAlone: false,
  }),
  freshness: Object.freeze({
    // Read-your-writes, and no answer that the notes no longer support, unless an operator gives them up.
    maxAgeMs: 0,
    staleIfErrorMs: 0,
    // An asker who waits for two batches still hears of a failure within a second.
    deadlineMs: 400,
  }),
  refresh: Object.freeze({
    // Costs model calls that nobody asked for.
    top: 0,
    perMinute: 30,
  }),
  flights: Object.freeze({
    longestMs: 90_000,
  }),
  semantic: Object.freeze({
    mode: 'certified',
    threshold: 0.85,
    maxWrong: 0.01,
    // Each twentieth eligible question costs a model call still, and the monitor sees a change within some hundred hits.
    auditShare: 0.05,
    evidence: 'cited',
    // A look takes about a millisecond, and a search before it some more.
    lookMs: 250,
    // A look through the signs of so many takes .7 ms (PostgreSQL 17, 384 dimensions), beside the search.
    perScope: 2_000,
  }),
  conversations: 'standalone',
  // A follow-up waits for it before anything is looked up, hits included.
  condenseMs: 3_000,
  topK: 5,
  questionMaxChars: 2_000,
  price: null,
}) satisfies TrivetSettings;

/**
 * Settings in full: the defaults, and over them what is given.
 * @param given later ones win; a value that is undefined is not given
 */
export function trivetSettings(...given: readonly TrivetOptions[]): TrivetSettings {
  return given.reduce<TrivetSettings>(
    (below, above) => ({
      cache: over(below.cache, above.cache),
      freshness: over(below.freshness, above.freshness),
      refresh: over(below.refresh, above.refresh),
      flights: over(below.flights, above.flights),
      semantic: over(below.semantic, above.semantic),
      conversations: above.conversations ?? below.conversations,
      condenseMs: above.condenseMs ?? below.condenseMs,
      topK: above.topK ?? below.topK,
      questionMaxChars: above.questionMaxChars ?? below.questionMaxChars,
      price: above.price === undefined ? below.price : above.price,
    }),
    DEFAULT_SETTINGS,
  );
}

function over<T extends object>(below: T, above: Partial<T> = {}): T {
  const all = { ...below };
  for (const name in above) {
    const value = above[name];
    if (value !== undefined) all[name] = value;
  }
  return all;
}
