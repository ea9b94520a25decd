import { noSemanticCounts } from '../ledger/counts/semantic-counts';
import { emptyCertificate, withPair, type Certificate } from './statistics/certificate';
import { whyNothing } from './why-nothing';

const certificate = emptyCertificate(0.85, 0.01);
const situation = { mode: 'certified', isCertified: false, certificate, isSparse: false } as const;

function judged(pairs: number, wrong: number): Certificate {
  let after = certificate;
  for (let pair = 0; pair < pairs; pair++)
    after = withPair(after, { similarity: 0.9, isWrong: pair < wrong }, 1);
  return after;
}

describe('Why nothing is served by certificate', () => {
  it('is said of the mode where that is why, and of nothing where something is served', () => {
    const counts = noSemanticCounts();
    expect(whyNothing({ ...situation, mode: 'shadow', counts })).toContain('CACHE_SEMANTIC_MODE is shadow');
    expect(whyNothing({ ...situation, mode: 'off', counts })).toContain('CACHE_SEMANTIC_MODE is off');
    expect(whyNothing({ ...situation, isCertified: true, counts })).toBeNull();
  });

  it('is said of a service that has seen nothing yet', () => {
    expect(whyNothing({ ...situation, counts: noSemanticCounts() })).toContain('no question yet');
  });

  it('names the gates that rejected every pair, most often first', () => {
    const counts = { ...noSemanticCounts(), looks: 120 };
    Object.assign(counts.rejections, { words: 15, evidence: 40 });
    expect(whyNothing({ ...situation, counts })).toBe(
      'No pair was eligible: 120 questions looked for another one on this instance, and those with one near were rejected ' +
        '(evidence 40, words 15).',
    );
  });

  it('tells too many wrong pairs from too few pairs', () => {
    const counts = noSemanticCounts();
    expect(whyNothing({ ...situation, certificate: judged(50, 9), counts })).toContain(
      '9 of 50 pairs were judged wrong, and a share of 0.01 is allowed',
    );
    expect(whyNothing({ ...situation, certificate: judged(50, 0), counts })).toContain('too few yet');
  });

  it('says of vectors that count words what they are', () => {
    const counts = noSemanticCounts();
    const sparse = { ...situation, isSparse: true, certificate: judged(50, 9), counts };
    expect(whyNothing(sparse)).toContain('The vectors count words');
  });
});
