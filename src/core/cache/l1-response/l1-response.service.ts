import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Answer } from '../../ports/words';
import type { Snapshot } from '../../freshness/stamps';
import { TrivetSettings } from '../../settings';
import type { Passage } from '../../ports/words';
import { citationsOf, type Citation } from '../erasure/citation';
import { lookupOne, TIMELESS, type CacheLayer, type Item, type Lookup } from '../contract';
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
  async findExact(asked: AskedQuestion, snapshot: Snapshot): Promise<ExactLookup> {
    const question = await lookupOne(this.questions, {
      key: questionKey(asked, snapshot),
      stamps: snapshot.stamps,
    });
    if (question.outcome === 'outdated') return { outcome: 'miss', reason: 'evidence_changed' };
    if (question.outcome === 'miss')
      return { outcome: 'miss', reason: this.explain(question.reason, asked, snapshot) };
    const { answerKey, passages } = question.value;
    if (question.isPopular) {
      const item = questionItem(asked, snapshot, question.value);
      void this.questions.store([{ ...item, since: question.storedAt }]);
    }
    const answer = await this.findAnswer(answerKey, passages);
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

  /**
   * The answer that this evidence gave before, to whomever.
   * @param evidence what the answer quotes: in the shared store the entry itself does not say
   */
  async findAnswer(key: CacheKey, evidence: readonly Passage[]): Promise<Lookup<Answer>> {
    const citesOf = () => citationsOf(evidence);
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

  /**
   * @param cites the documents that the answer was drawn from
   * @returns when it is stored; never rejects
   */
  storeAnswer(key: CacheKey, answer: Answer, cites: readonly Citation[]): Promise<void> {
    return this.answers.store([{ key, value: answer, stamps: TIMELESS, cites }]);
  }

  /**
   * @param snapshot the stamps that came with the evidence, never those read before it
   * @returns when it is stored; never rejects
   */
  storeQuestion(asked: AskedQuestion, snapshot: Snapshot, entry: QuestionEntry): Promise<void> {
    this.profiles.set(askedKey(asked, snapshot), asked.profile);
    return this.questions.store([questionItem(asked, snapshot, entry)]);
  }

  /** Lets the next miss of this question say that the write gate is why. */
  rememberRefusal(asked: AskedQuestion, snapshot: Snapshot): void {
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

function questionItem(asked: AskedQuestion, snapshot: Snapshot, value: QuestionEntry): Item<QuestionEntry> {
  const { stamps } = snapshot;
  return { key: questionKey(asked, snapshot), value, stamps, cites: citationsOf(value.passages) };
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
