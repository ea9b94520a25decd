import { Injectable } from '@nestjs/common';
import { L1ResponseService } from '../../cache/l1-response/l1-response.service';
import { Ledger } from '../../ledger/bus';
import type { SemanticRejection } from '../../ledger/events';
import type { Answer, MissReason } from '../../ports/words';
import { pooledKey, poolKey } from '../../question/asked-question';
import { fingerprintsOf, Candidates } from '../../semantic/candidates';
import { stampsMark, type Candidate, type Certified, type Nearby } from '../../semantic/candidate';
import type { Comparable } from '../../semantic/comparisons';
import { rejectingGate } from '../../semantic/gates/gates';
import { evidenceHolds, type EvidenceStrength } from '../../semantic/gates/evidence.gate';
import { Readings } from '../../semantic/readings';
import { citedNumbers, renumbered } from '../../semantic/renumbered';
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
  readonly isServable: boolean;
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
    const eligible = await this.bestEligible(inquiry, evidence, { candidates, certified });
    if (!eligible) return NONE;
    const disposition = this.dispositionOf(inquiry, eligible.isServable);
    const isAlias = disposition === 'serve' && eligible.candidate.judged === 'right';
    this.ledger.record({ type: 'semantic', outcome: isAlias ? 'alias' : disposition });
    if (disposition === 'serve') return { outcome: 'hit', hit: hitOf(inquiry, evidence, eligible) };
    const comparable = comparableOf(inquiry, evidence, { ...eligible, source: disposition });
    return { outcome: 'compare', comparable };
  }

  /** The nearest eligible one that may be served; else the nearest eligible one. */
  private async bestEligible(
    inquiry: Inquiry,
    evidence: Evidence,
    { candidates, certified }: Nearby,
  ): Promise<Eligible | null> {
    let best: Eligible | null = null;
    let rejectedBy: SemanticRejection | null = null;
    const ground = candidates.length === 0 ? NO_GROUND : groundOf(evidence);
    for (const candidate of candidates) {
      const isServable = this.isServable(candidate, certified);
      if (best && !isServable) continue;
      const rejection = this.rejectionOf(inquiry, candidate, ground);
      const found = rejection === null ? await this.answered(inquiry, evidence, { candidate, ground }) : null;
      if (found && isServable) return { ...found, isServable };
      if (found) best = { ...found, isServable };
      else rejectedBy ??= rejection ?? 'answer_gone';
    }
    if (!best) this.tellNone(rejectedBy);
    return best;
  }

  private tellNone(by: SemanticRejection | null): void {
    this.ledger.record(
      by ? { type: 'semantic', outcome: 'rejected', by } : { type: 'semantic', outcome: 'alone' },
    );
  }

  /** A pair that was confirmed passes the same gates: what it rests on may have changed, and gates may have become stricter. */
  private rejectionOf(
    { of: { question, policy } }: Inquiry,
    { judged, asked, similarity, restedOn: answer, stamps }: Candidate,
    ground: Ground,
  ): SemanticRejection | null {
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
    { citations, snapshot }: Evidence,
    { candidate, ground }: { readonly candidate: Candidate; readonly ground: Ground },
  ): Promise<Omit<Eligible, 'isServable'> | null> {
    const { asked, policy } = inquiry.of;
    const { answerKey, question: key, similarity } = candidate;
    const pool = poolKey(asked, snapshot.scope);
    // Memory that takes the answer up forgets it with the documents of either question.
    const cites = [...citations, ...candidate.citations];
    const found = await this.l1.findAnswer(asked, { answerKey, citations: cites }, policy);
    if (found.outcome === 'miss' && this.isGone(found.reason)) this.candidates.drop(pool, candidate);
    if (found.outcome !== 'fresh') return null;
    const { answer } = found.value;
    const text = this.toldWith(ground, candidate, answer.text);
    if (text === null) return null;
    const { tenant, profile } = asked;
    return {
      candidate,
      pair: { tenant, profile, pool, question: pooledKey(asked), candidate: key, answerKey, similarity },
      answer: text === answer.text ? answer : { ...answer, text },
      storedAt: found.storedAt,
    };
  }

  /**
   * The answer that is there may be another one than the row was kept with, so what it cites is looked at again. One without citations
   * may number passages in a way that nobody sees, and needs the same order.
   */
  private toldWith(
    { fresh, stamps }: Ground,
    { restedOn: { passages }, stamps: before }: Candidate,
    text: string,
  ): string | null {
    const numbers = citedNumbers(text, passages.length);
    const cited = numbers.flatMap((number) => passages[number - 1] ?? []);
    const strength = strengthOf(this.settings.semantic.evidence, stamps === before);
    const holds = evidenceHolds({ passages, cited }, fresh, cited.length === 0 ? 'order' : strength);
    return holds ? renumbered(text, passages, fresh) : null;
  }

  /** Where the shared store is away, or instances keep answers to themselves, another one may well have it. */
  private isGone(reason: MissReason): boolean {
    const { type, isAlone } = this.settings.cache;
    return (reason === 'never_asked' || reason === 'expired') && (type !== 'memory' || isAlone);
  }

  private isServable({ judged, similarity }: Candidate, { from }: Certified): boolean {
    switch (this.settings.semantic.mode) {
      case 'serve':
        return true;
      case 'certified':
        return judged === 'right' || (from !== null && similarity >= from);
      case 'shadow':
      case 'off':
        return false;
    }
  }

  /** One who wants nothing but what is cached cannot wait for an audit. */
  private dispositionOf({ of: { policy } }: Inquiry, isServable: boolean): Disposition {
    if (!isServable) return 'shadow';
    const isAudited = !policy.onlyIfCached && Math.random() < this.settings.semantic.auditShare;
    return isAudited ? 'audit' : 'serve';
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
