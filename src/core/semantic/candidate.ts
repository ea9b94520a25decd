import type { Citation } from '../cache/erasure/citation';
import type { Snapshot } from '../freshness/stamps';
import { cacheKey, type CacheKey } from '../question/keys';
import type { RestedOn } from './gates/evidence.gate';

/** An earlier question of the same pool, nearest first. It is a hint: the entry of its answer decides. */
export interface Candidate {
  readonly question: CacheKey;
  /** As it was typed. */
  readonly asked: string;
  readonly similarity: number;
  readonly answerKey: CacheKey;
  readonly restedOn: RestedOn;
  /** Documents of the passages that it rests on. */
  readonly citations: readonly Citation[];
  /** Of its scope when it was answered; see {@link stampsMark}. */
  readonly stamps: string;
  /** What was judged of it and the question that is asked now. Wrong once is wrong; right is said of this very answer. */
  readonly judged: 'right' | 'wrong' | 'never';
}

/** The stamps of a scope as a row keeps them: the same if and only if nothing in the scope was written in between. */
export function stampsMark({ stamps }: Pick<Snapshot, 'stamps'>): CacheKey {
  return cacheKey('pool', ['stamps', stamps]);
}

/** What the certificate of this tenant and answer profile allows at this moment. */
export interface Certified {
  /** The lowest similarity that may be served; null where nothing is certified. */
  readonly from: number | null;
}

/** What a look for candidates came to. It never fails: then there are none. */
export interface Nearby {
  readonly candidates: readonly Candidate[];
  readonly certified: Certified;
}

export const NOTHING_NEARBY: Nearby = Object.freeze({
  candidates: [],
  certified: Object.freeze({ from: null }),
});
