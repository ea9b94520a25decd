import type { SemanticCounts } from '../ledger/counts/semantic-counts';
import type { SemanticSettings } from '../settings';
import type { Certificate } from './statistics/certificate';

interface Situation {
  readonly mode: SemanticSettings['mode'];
  readonly isCertified: boolean;
  readonly certificate: Certificate;
  /** Whether vectors count words, see `EmbeddingModel.isSparse`. */
  readonly isSparse: boolean;
  /** Of this instance. */
  readonly counts: SemanticCounts;
}

const COUNTS_WORDS =
  'The vectors count words, so that questions are alike which share words, whatever they mean; another EMBEDDING_PROVIDER tells meanings.';

/** @returns why nothing is served by certificate, and what would change that, in sentences; null where something is */
export function whyNothing({ mode, isCertified, certificate, isSparse, counts }: Situation): string | null {
  if (mode === 'off') return 'CACHE_SEMANTIC_MODE is off: no earlier question is looked for.';
  if (mode === 'shadow') return 'CACHE_SEMANTIC_MODE is shadow: pairs are compared, and none is served.';
  if (isCertified) return null;
  const why = ofPairs(certificate, counts);
  return isSparse ? `${why} ${COUNTS_WORDS}` : why;
}

function ofPairs({ rungs, maxWrong }: Certificate, counts: SemanticCounts): string {
  const { pairs = 0, wrong = 0 } = rungs[0] ?? {};
  if (pairs === 0) return ofNone(counts);
  if (wrong > 1 && wrong > pairs * maxWrong)
    return (
      `${wrong} of ${pairs} pairs were judged wrong, and a share of ${maxWrong} is allowed. A higher ` +
      'CACHE_SIMILARITY_THRESHOLD may do, or CACHE_SEMANTIC_JUDGE=model where right answers are only worded otherwise.'
    );
  return `${pairs} pairs were judged, ${wrong} of them wrong: too few yet to say how often such hits are wrong.`;
}

/** Nothing was judged for want of a pair that passed. */
function ofNone({ looks, shadowHits, audits, rejections }: SemanticCounts): string {
  if (looks === 0) return 'This instance has seen no question yet that looked for another one.';
  if (shadowHits + audits > 0) return 'Pairs were compared by this instance, and none has been judged yet.';
  const rejected = Object.entries(rejections).filter(([, count]) => count > 0);
  const most = rejected.sort(([, one], [, other]) => other - one).map(([by, count]) => `${by} ${count}`);
  const because =
    most.length === 0
      ? 'none had another one near'
      : `those with one near were rejected (${most.join(', ')})`;
  return `No pair was eligible: ${looks} questions looked for another one on this instance, and ${because}.`;
}
