import { Injectable } from '@nestjs/common';
import { L1ResponseService } from '../../cache/l1-response/l1-response.service';
import { Ledger } from '../../ledger/bus';
import type { Answer } from '../../ports/words';
import { pooledKey, poolKey } from '../../question/asked-question';
import { fingerprintsOf, Candidates } from '../../semantic/candidates';
import { stampsMark, type Candidate, type Certified } from '../../semantic/candidate';
import type { Comparable } from '../../semantic/comparisons';
import { rejectingGate, type Gate } from '../../semantic/gates/gates';
import type { EvidenceStrength } from '../../semantic/gates/evidence.gate';
import { Readings } from '../../semantic/readings';
import { renumbered } from '../../semantic/renumbered';
import type { QuestionPair, SemanticMatch } from '../../semantic/semantic-match';
import { TrivetSettings } from '../../settings';
import { mayKeep, type Evidence } from '../evidence';
import type { Inquiry } from '../inquiry';
import type { Hit } from '../reply';

/** A pair that passed every gate, and the answer that is still there for it. */
interface Eligible {
  readonly candidate: Candidate;
  readonly pair: QuestionPair;
  /** Its citations are numbered as the fresh evidence is. */
  readonly answer: Answer;
  readonly storedAt: number;
}

/** What to do about an eligible pair: serve it, or answer anew and compare. */
type Disposition = 'serve' | 'audit' | 'shadow';

/** `compare`: the model is asked, and what could have been served is compared with what it says. */
export type Considered =
  | { readonly outcome: 'hit'; readonly hit: Hit }
  | { readonly outcome: 'compare'; readonly comparable: Comparable }
  | { readonly outcome: 'none' };

/** What an answer would be told with. */
interface Ground {
  /** Fingerprints of the fresh evidence, in its order. */
  readonly fresh: readonly string[];
  readonly stamps: string;
}

const NO_GROUND: Ground = Object.freeze({ fresh: [], stamps: '' });

const NONE: Considered = Object.freeze({ outcome: 'none' });

/** An earlier question that means the same, over the same evidence, through every gate. The sources are the fresh ones. */
@Injectable()
export class SemanticRung {
  private readonly readings = new Readings();

  constructor(
    private readonly l1: L1ResponseService,
    private readonly candidates: Candidates,
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
  ) {}

  async consider(inquiry: Inquiry, evidence: Evidence): Promise<Considered> {
    const { nearby } = evidence;
    if (!nearby || evidence.passages.length === 0 || !mayKeep(inquiry, evidence)) return NONE;
    const { candidates, certified } = await inquiry.timed('lookupMs', nearby);
    const eligible = await this.firstEligible(inquiry, evidence, candidates);
    if (!eligible) return NONE;
    const disposition = this.dispositionOf(eligible.candidate, certified);
    const isAlias = disposition === 'serve' && eligible.candidate.judged === 'right';
    this.ledger.record({ type: 'semantic', outcome: isAlias ? 'alias' : disposition });
    if (disposition !== 'serve')
      return {
        outcome: 'compare',
        comparable: comparableOf(inquiry, evidence, { ...eligible, source: disposition }),
      };
    return { outcome: 'hit', hit: hitOf(inquiry, evidence, eligible) };
  }

  private async firstEligible(
    inquiry: Inquiry,
    evidence: Evidence,
    candidates: readonly Candidate[],
  ): Promise<Eligible | null> {
    let rejectedBy: Gate | 'judged_wrong' | 'answer_gone' | null = null;
    const ground = candidates.length === 0 ? NO_GROUND : groundOf(evidence);
    for (const candidate of candidates) {
      const rejection = this.rejectionOf(inquiry, candidate, ground);
      const eligible =
        rejection === null ? await this.answered(inquiry, evidence, { candidate, ground }) : null;
      if (eligible) return eligible;
      rejectedBy ??= rejection ?? 'answer_gone';
    }
    this.ledger.record(
      rejectedBy
        ? { type: 'semantic', outcome: 'rejected', by: rejectedBy }
        : { type: 'semantic', outcome: 'alone' },
    );
    return null;
  }

  /** A pair that was confirmed passes the same gates: what it rests on may have changed, and gates may have become stricter. */
  private rejectionOf(
    { of: { question, policy } }: Inquiry,
    { judged, asked, similarity, restedOn: answer, stamps }: Candidate,
    ground: Ground,
  ): Gate | 'judged_wrong' | null {
    if (judged === 'wrong') return 'judged_wrong';
    const { threshold, evidence } = this.settings.semantic;
    return rejectingGate({
      question: this.readings.of(question),
      candidate: this.readings.of(asked),
      similarity,
      threshold: Math.max(threshold, policy.minSimilarity ?? 0),
      evidence: { answer, fresh: ground.fresh, strength: strengthOf(evidence, stamps === ground.stamps) },
    });
  }

  /** @returns null where the candidate's answer is gone, may be too old, or cannot be told with the fresh sources */
  private async answered(
    inquiry: Inquiry,
    { citations, passages, snapshot }: Evidence,
    { candidate, ground }: { readonly candidate: Candidate; readonly ground: Ground },
  ): Promise<Eligible | null> {
    const { asked, policy } = inquiry.of;
    const pool = poolKey(asked, snapshot.scope);
    const found = await this.l1.findAnswer(asked, { answerKey: candidate.answerKey, citations }, policy);
    if (found.outcome === 'miss' && found.reason !== 'bypassed') this.candidates.drop(pool, candidate);
    if (found.outcome !== 'fresh' || passages.length === 0) return null;
    const { answer } = found.value;
    const text = renumbered(answer.text, candidate.restedOn.passages, ground.fresh);
    if (text === null) return null;
    const { tenant, profile } = asked;
    const { question: key, similarity } = candidate;
    return {
      candidate,
      pair: { tenant, profile, pool, question: pooledKey(asked), candidate: key, similarity },
      answer: text === answer.text ? answer : { ...answer, text },
      storedAt: found.storedAt,
    };
  }

  private dispositionOf({ judged, similarity }: Candidate, { from }: Certified): Disposition {
    const { mode, auditShare } = this.settings.semantic;
    const isCertified = judged === 'right' || (from !== null && similarity >= from);
    const mayServe = mode === 'serve' || (mode === 'certified' && isCertified);
    if (!mayServe) return 'shadow';
    return Math.random() < auditShare ? 'audit' : 'serve';
  }
}

function groundOf({ passages, snapshot }: Evidence): Ground {
  return { fresh: fingerprintsOf(passages), stamps: stampsMark(snapshot) };
}

/**
 * Where the scope was written to since the candidate was answered, a passage that is new in the evidence may speak against the answer.
 * Both must then rest on the same passages.
 */
function strengthOf(strength: EvidenceStrength, isUnchanged: boolean): EvidenceStrength {
  return strength === 'cited' && !isUnchanged ? 'set' : strength;
}

function comparableOf(
  { of: { question } }: Inquiry,
  { passages: evidence }: Evidence,
  { candidate, pair, answer, source }: Eligible & Pick<Comparable, 'source'>,
): Comparable {
  const wasJudged = candidate.judged !== 'never';
  return { pair, source, question, candidate: candidate.asked, cached: answer.text, evidence, wasJudged };
}

function hitOf(
  { of: { standalone }, timings }: Inquiry,
  { passages, reranked }: Evidence,
  { candidate, pair, answer, storedAt }: Eligible,
): Hit {
  const semantic: SemanticMatch = { pair, matched: candidate.asked, isAlias: candidate.judged === 'right' };
  return {
    outcome: 'hit',
    layer: 'l1',
    match: 'semantic',
    semantic,
    answer,
    passages,
    storedAt,
    staleMs: null,
    timings,
    reranked,
    standalone,
  };
}
