import { answerMark, questionMark, type AnswerPurges } from '../freshness/purge-marks';
import type { Passage } from '../ports/words';
import { fingerprintOf } from './fingerprint';
import { cacheKey, type CacheKey } from './keys';

/** A question as caches know it: all that shapes its answer but the notes. */
export interface AskedQuestion {
  readonly tenant: string;
  /** The user, where answers are not shared between people; else null. */
  readonly onlyFor: string | null;
  readonly profile: string;
  readonly canonical: string;
  /** Hash of what was said around the question, and by whom it is asked; empty for a question of its own. */
  readonly earlier: string;
  /** What was purged of L1, and of the corpora that the asker may read. */
  readonly purged: AnswerPurges;
}

/**
 * Of the answer to this question from this evidence.
 * @param by whether the model reads similarities
 */
export function answerKey(
  { tenant, onlyFor, profile, purged, earlier, canonical }: AskedQuestion,
  passages: readonly Passage[],
  by: { readonly readsSimilarity?: boolean } = {},
): CacheKey {
  return cacheKey('answer', [
    tenant,
    onlyFor === null ? [] : [onlyFor],
    profile,
    answerMark(purged, passages),
    earlier,
    canonical,
    fingerprintOf(passages, by),
  ]);
}

/** Of the question entry, which says what answer somebody with this scope got. */
export function questionKey(
  { tenant, onlyFor, profile, purged, earlier, canonical }: AskedQuestion,
  scope: readonly string[],
): CacheKey {
  return cacheKey('question', [
    tenant,
    onlyFor === null ? [] : [onlyFor],
    profile,
    questionMark(purged),
    scope,
    earlier,
    canonical,
  ]);
}

/** Of all questions that may share an answer where their evidence allows it: everything but the question itself is the same. */
export function poolKey(
  { tenant, onlyFor, profile, purged }: AskedQuestion,
  scope: readonly string[],
): CacheKey {
  return cacheKey('pool', [
    'pool',
    tenant,
    onlyFor === null ? [] : [onlyFor],
    profile,
    questionMark(purged),
    scope,
  ]);
}

/** Of a question inside its pool. */
export function pooledKey({ canonical }: Pick<AskedQuestion, 'canonical'>): CacheKey {
  return cacheKey('pool', ['question', canonical]);
}

/** The same whatever the answer profile is and whatever was purged. */
export function askedKey(
  { tenant, onlyFor, earlier, canonical }: AskedQuestion,
  scope: readonly string[],
): CacheKey {
  return cacheKey('asked', [tenant, onlyFor === null ? [] : [onlyFor], scope, earlier, canonical]);
}
