import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Answer } from '../../ports/words';
import type { ArrivalSnapshot, EvidenceSnapshot, Snapshot } from '../../freshness/stamps';
import { TrivetSettings } from '../../settings';
import type { Passage } from '../../ports/words';
import { citationsOf, type Citation } from '../erasure/citation';
import { lookupOne, TIMELESS, type CacheLayer, type CitesOf, type Lookup } from '../contract';
import type { MissReason } from '../../ports/words';
import { answerForm, questionForm } from '../entry.forms';
import { cacheKey, type CacheKey } from '../../question/keys';
import { Layers, type ObservedTextLayer } from '../layers';
import { passagesBytes, textBytes } from '../sizes';

/** A question as L1 knows it: all that shapes its answer but the notes. */
export interface AskedQuestion {
  readonly tenant: string;
  /** The user, where answers are not shared between people; else null. */
  readonly onlyFor: string | null;
  readonly profile: string;
  readonly canonical: string;
  /** Hash of the turns before the question; empty for a question of its own. */
  readonly earlier: string;
  /** What was purged of this layer, and of the corpora that the asker may read. */
  readonly purged: string;
}

/** Question → answer: which answer, and the sources as they were under the entry's stamps. */
export interface QuestionEntry {
  readonly answerKey: CacheKey;
  readonly passages: readonly Passage[];
}

/** What an answer is drawn from, and where it is stored. */
export interface Grounds {
  readonly passages: readonly Passage[];
  /** The stamps that came with the passages. */
  readonly snapshot: EvidenceSnapshot;
  /** The documents of the passages. In the shared store an answer entry itself does not say what it quotes. */
  readonly citations: readonly Citation[];
  readonly answerKey: CacheKey;
}

export type ExactLookup =
  | {
      readonly outcome: 'hit';
      readonly answer: Answer;
      readonly storedAt: number;
      readonly passages: readonly Passage[];
    }
  | { readonly outcome: 'miss'; readonly reason: MissReason | 'evidence_changed' | 'profile_changed' };

/** How many questions it remembers the answer profile of, so as to say `profile_changed`. */
const PROFILES_REMEMBERED = 10_000;

/**
 * L1, the response cache. It is a pair: *question entries* (question → answer key, stamped) and *answer entries*
 * (evidence → answer, timeless, because their key is a hash of what produced them). An unrelated edit outdates only the
 * question entry, and an edit undone finds its old answer entry again.
 */
@Injectable()
export class L1ResponseService {
  private readonly questions: ObservedTextLayer<QuestionEntry>;
  private readonly answers: CacheLayer<Answer>;
  private readonly profiles = new LRUCache<CacheKey, string>({ max: PROFILES_REMEMBERED });

  constructor(layers: Layers, settings: TrivetSettings) {
    const { questionTtlMs: ttlMs, popularTtlMs } = settings.cache;
    this.questions = layers.text('l1_question', {
      ttlMs,
      popularTtlMs,
      form: questionForm,
      // Twice: an answer's sources are also kept as JSON for as long as their entry lives.
      bytesOf: ({ passages }) => 2 * passagesBytes(passages),
    });
    this.answers = layers.text('l1_answer', {
      ttlMs,
      popularTtlMs,
      form: answerForm,
      bytesOf: ({ text }) => textBytes(text),
    });
  }

  /** The answer to this question over these corpora, if nothing that could change it was written since. */
  async findExact(asked: AskedQuestion, snapshot: ArrivalSnapshot): Promise<ExactLookup> {
    const question = await lookupOne(this.questions, {
      key: questionKey(asked, snapshot),
      stamps: snapshot.stamps,
    });
    if (question.outcome === 'outdated') return { outcome: 'miss', reason: 'evidence_changed' };
    if (question.outcome === 'miss')
      return { outcome: 'miss', reason: this.explain(question.reason, asked, snapshot) };
    const { answerKey, passages } = question.value;
    if (question.isPopular) {
      const { stamps } = snapshot;
      const item = { key: questionKey(asked, snapshot), value: question.value, stamps };
      void this.questions.store([{ ...item, cites: citationsOf(passages), since: question.storedAt }]);
    }
    const answer = await this.lookUpAnswer(answerKey, () => citationsOf(passages));
    if (answer.outcome === 'fresh') {
      return {
        outcome: 'hit',
        answer: answer.value,
        storedAt: answer.storedAt,
        passages,
      };
    }
    return { outcome: 'miss', reason: answer.outcome === 'miss' ? answer.reason : 'evidence_changed' };
  }

  /** The answer that this evidence gave before, to whomever. */
  findAnswer({ answerKey, citations }: Pick<Grounds, 'answerKey' | 'citations'>): Promise<Lookup<Answer>> {
    return this.lookUpAnswer(answerKey, () => citations);
  }

  private async lookUpAnswer(key: CacheKey, citesOf: CitesOf): Promise<Lookup<Answer>> {
    const found = await lookupOne(this.answers, { key, stamps: TIMELESS, citesOf });
    if (found.outcome === 'fresh' && found.isPopular) {
      const { value, storedAt: since } = found;
      void this.answers.store([{ key, value, stamps: TIMELESS, cites: citesOf(), since }]);
    }
    return found;
  }

  /** Where the answer to this question from this evidence is stored. */
  answerKey(asked: AskedQuestion, fingerprint: CacheKey): CacheKey {
    const { tenant, onlyFor, profile, purged, earlier, canonical } = asked;
    return cacheKey('answer', [
      tenant,
      onlyFor === null ? [] : [onlyFor],
      profile,
      purged,
      earlier,
      canonical,
      fingerprint,
    ]);
  }

  /** @returns when it is stored; never rejects */
  storeAnswer({ answerKey: key, citations: cites }: Grounds, value: Answer): Promise<void> {
    return this.answers.store([{ key, value, stamps: TIMELESS, cites }]);
  }

  /** @returns when it is stored; never rejects */
  storeQuestion(
    asked: AskedQuestion,
    { snapshot, citations: cites, answerKey, passages }: Grounds,
  ): Promise<void> {
    this.profiles.set(askedKey(asked, snapshot), asked.profile);
    const key = questionKey(asked, snapshot);
    return this.questions.store([{ key, value: { answerKey, passages }, stamps: snapshot.stamps, cites }]);
  }

  /** Lets the next miss of this question say that the write gate is why. */
  rememberRefusal(asked: AskedQuestion, { snapshot }: Pick<Grounds, 'snapshot'>): void {
    this.questions.explainMiss(questionKey(asked, snapshot), 'refused_by_gate');
  }

  private explain(
    reason: MissReason,
    asked: AskedQuestion,
    snapshot: Snapshot,
  ): MissReason | 'profile_changed' {
    if (reason !== 'never_asked') return reason;
    const profile = this.profiles.get(askedKey(asked, snapshot));
    return profile === undefined || profile === asked.profile ? reason : 'profile_changed';
  }
}

function questionKey(
  { tenant, onlyFor, profile, purged, earlier, canonical }: AskedQuestion,
  { scope }: Snapshot,
): CacheKey {
  return cacheKey('question', [
    tenant,
    onlyFor === null ? [] : [onlyFor],
    profile,
    purged,
    scope,
    earlier,
    canonical,
  ]);
}

function askedKey({ tenant, onlyFor, earlier, canonical }: AskedQuestion, { scope }: Snapshot): CacheKey {
  return cacheKey('asked', [tenant, onlyFor === null ? [] : [onlyFor], scope, earlier, canonical]);
}
