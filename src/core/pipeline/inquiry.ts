import { performance } from 'node:perf_hooks';
import type { Standalone } from '../conversation/conversations';
import type { AskedQuestion } from '../question/asked-question';
import type { MaybePromise } from '../cache/maybe-promise';
import { outlives, type Outlived, type PurgeMarks } from '../freshness/purge-marks';
import type { ArrivalSnapshot } from '../freshness/stamps';
import type { StampsUnavailableError } from '../freshness/stamps-unavailable.error';
import type { Timings } from './reply';
import type { Reason } from '../ports/words';
import { Waits } from '../waiting/waits';
import type { AnswerFormat, Sampling, Turn } from '../ports/words';

/** What an asker wants of the caches (RFC 9111 section 5.2.1, request directives). */
export interface CachePolicy {
  /** Work anew, and remember what comes. */
  readonly noCache: boolean;
  /** Work anew, and leave no trace. */
  readonly noStore: boolean;
  /** Answer from the caches or not at all. */
  readonly onlyIfCached: boolean;
  /** Oldest acceptable answer in milliseconds; null for any. */
  readonly maxAgeMs: number | null;
  /** How similar another question must be at least whose answer will do; infinite where none will. The operator's number when left out. */
  readonly minSimilarity?: number | undefined;
}

/** The question's own answer, however old, and no other question's. */
export const OWN_ANSWER: CachePolicy = Object.freeze({
  noCache: false,
  noStore: false,
  onlyIfCached: false,
  maxAgeMs: null,
  minSimilarity: Infinity,
});

const NO_PURGE: Outlived = Object.freeze({});

/** One question on its way down the ladder: what was asked, by whom, and what the rungs have found out so far. */
export class Inquiry {
  readonly startedAt: number;
  readonly timings: { -readonly [step in keyof Timings]: number } = {
    standaloneMs: 0,
    stampsMs: 0,
    lookupMs: 0,
    embeddingMs: 0,
    retrievalMs: 0,
  };
  readonly waits = new Waits();
  /** Why the rungs so far had nothing. */
  reason: Reason = 'never_asked';
  /** The purges that an answer had outlived which was found and may be older than another purge. */
  outlivedBefore: Outlived = NO_PURGE;

  constructor(readonly of: InquiryParts) {
    this.startedAt = of.startedAt;
    if (of.standalone) this.timings.standaloneMs = of.standalone.ms;
  }

  /** Whether all of it is the question: nothing was said around it, and text in the operator's way is wanted. */
  get isPlain(): boolean {
    const { asked, sampling, format } = this.of;
    return asked.earlier === '' && sampling === undefined && format === undefined;
  }

  get mayReadCache(): boolean {
    return !this.of.policy.noCache && !this.of.policy.noStore;
  }

  /** Whether another question's answer may do. Gates look neither at other turns nor at the form of an answer. */
  get mayMatchOthers(): boolean {
    const { minSimilarity = 0 } = this.of.policy;
    return this.isPlain && this.mayReadCache && minSimilarity <= 1;
  }

  get mayStore(): boolean {
    return !this.of.policy.noStore;
  }

  /**
   * The purges that an answer generated for this question outlives: those that its asker read, and those that the answer which
   * it replaces had outlived before. So readers of different corpora come to share one entry.
   */
  get outlived(): Outlived {
    return outlives(this.of.asked.purged, this.outlivedBefore);
  }

  /** Fires when the asker leaves. Made when it is first asked for. */
  get leaving(): AbortSignal | undefined {
    return this.of.leaving?.();
  }

  /** Runs a step and adds its time to the timings. */
  timed<T>(step: keyof Timings, work: () => MaybePromise<T>): MaybePromise<T> {
    const startedAt = performance.now();
    const ends = (): void => {
      this.timings[step] += performance.now() - startedAt;
    };
    const result = work();
    if (result instanceof Promise) return result.finally(ends);
    ends();
    return result;
  }
}

/** Why a request could not read its stamps, and how old those are that it got instead. */
export interface Stale {
  readonly error: StampsUnavailableError;
  readonly ageMs: number;
}

export interface InquiryParts {
  /** As it was typed, less surrounding white space: what a model is shown. */
  readonly question: string;
  readonly asked: AskedQuestion;
  /** The user who asks. */
  readonly asker: string;
  /** Set where it was made of a conversation. */
  readonly standalone: Standalone | null;
  readonly name?: string | undefined;
  readonly earlier: readonly Turn[];
  readonly later: readonly Turn[];
  readonly sampling?: Sampling | undefined;
  readonly format?: AnswerFormat | undefined;
  readonly purged: PurgeMarks;
  readonly topK: number;
  readonly policy: CachePolicy;
  /** See {@link Ask}. */
  readonly leaving?: (() => AbortSignal) | undefined;
  /** Every corpus the principal may read, written or not. */
  readonly corpora: readonly string[];
  /** Scope and stamps as this request read them, after it arrived; or, where it could not, as they were known last. */
  readonly snapshot: ArrivalSnapshot;
  /** Set where the snapshot is an old one: only what was stored under it may be served, and only as stale. */
  readonly stale: Stale | null;
  /** On the clock of `performance.now()`. */
  readonly startedAt: number;
}
