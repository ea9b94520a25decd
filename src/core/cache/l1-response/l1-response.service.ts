import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Answer } from '../../ports/words';
import type { ArrivalSnapshot, EvidenceSnapshot, Snapshot } from '../../freshness/stamps';
import { hasOutlived } from '../../freshness/purge-marks';
import { TrivetSettings } from '../../settings';
import type { Passage } from '../../ports/words';
import { citationsOf, type Citation } from '../erasure/citation';
import {
  lookupOne,
  TIMELESS,
  type CacheLayer,
  type CitesOf,
  type Item,
  type Lookup,
  type Sought,
  type Wanted,
} from '../contract';
import type { MissReason } from '../../ports/words';
import { askedKey, questionKey, type AskedQuestion } from '../../question/asked-question';
import type { CacheKey } from '../../question/keys';
import { Layers } from '../layers';
import { whenReady, type MaybePromise } from '../maybe-promise';
import { answerBytes, passagesBytes } from '../sizes';
import { answerForm, type AnswerEntry } from './answer-entry';
import { questionForm, type QuestionEntry } from './question-entry';

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

/** The answer key and the object around it: a question entry without passages takes 529 bytes (measured as in memory-store.ts). */
const QUESTION_BYTES = 100;

/** How many questions it remembers the answer profile of, so as to say `profile_changed`. */
const PROFILES_REMEMBERED = 10_000;

/**
 * L1, the response cache. It is a pair: *question entries* (question → answer key, stamped) and *answer entries*
 * (evidence → answer, timeless, because their key is a hash of what produced them). An unrelated edit outdates only the
 * question entry, and an edit undone finds its old answer entry again.
 */
@Injectable()
export class L1ResponseService {
  private readonly questions: CacheLayer<QuestionEntry>;
  private readonly answers: CacheLayer<AnswerEntry>;
  private readonly profiles = new LRUCache<CacheKey, string>({ max: PROFILES_REMEMBERED });

  constructor(layers: Layers, settings: TrivetSettings) {
    const { questionTtlMs: ttlMs, popularTtlMs } = settings.cache;
    this.questions = layers.build('l1_question', {
      ttlMs,
      popularTtlMs,
      form: questionForm,
      // Twice: an answer's sources are also kept as JSON for as long as their entry lives.
      bytesOf: ({ passages }) => QUESTION_BYTES + 2 * passagesBytes(passages),
    });
    this.answers = layers.build('l1_answer', {
      ttlMs,
      popularTtlMs,
      form: answerForm,
      bytesOf: ({ answer }) => answerBytes(answer),
    });
  }

  /**
   * The answer to this question over these corpora, if nothing that could change it was written since. There is no promise
   * where memory has it.
   */
  findExact(
    asked: AskedQuestion,
    snapshot: ArrivalSnapshot,
    maxAgeMs: number | null = null,
  ): MaybePromise<ExactLookup> {
    const sought = { key: questionKey(asked, snapshot.scope), stamps: snapshot.stamps };
    return whenReady(lookupOne(this.questions, sought), (question) => {
      switch (question.outcome) {
        case 'fresh':
          if (question.isPopular) this.keepQuestion(sought, question);
          return this.answerOf(asked, question.value, maxAgeMs);
        case 'outdated':
          return { outcome: 'miss', reason: 'evidence_changed' };
        case 'miss':
          return { outcome: 'miss', reason: this.explain(question.reason, asked, snapshot) };
      }
    });
  }

  /**
   * The answer that this evidence gave before, to whomever. It is `outdated` where it may be older than a purge of a corpus that
   * the asker may read. There is no promise where memory has it.
   */
  findAnswer(
    asked: AskedQuestion,
    { answerKey: key, citations }: Pick<Grounds, 'answerKey' | 'citations'>,
    wanted: Pick<Wanted, 'maxAgeMs' | 'pastMemory'> = {},
  ): MaybePromise<Lookup<AnswerEntry>> {
    return this.lookUpAnswer(asked, { key, stamps: TIMELESS, citesOf: () => citations, ...wanted });
  }

  /** @returns when it is stored; never rejects */
  storeAnswer({ answerKey: key, citations: cites }: Grounds, value: AnswerEntry): Promise<void> {
    return this.answers.store([{ key, value, stamps: TIMELESS, cites }]);
  }

  /**
   * @param drawn from whose documents the answer was drawn: an answer of another asker's goes with those of this one, too
   * @returns when it is stored; never rejects
   */
  storeQuestion(
    asked: AskedQuestion,
    { snapshot, citations: cites, answerKey, passages }: Grounds,
    drawn: 'from_these' | 'from_others',
  ): Promise<void> {
    this.profiles.set(askedKey(asked, snapshot.scope), asked.profile);
    const key = questionKey(asked, snapshot.scope);
    const item = { key, value: { answerKey, passages }, stamps: snapshot.stamps, cites };
    return drawn === 'from_these' ? this.questions.store([item]) : this.storePointer(item);
  }

  /** Lets the next miss of this question say that the write gate is why. */
  rememberRefusal(asked: AskedQuestion, { snapshot }: Pick<Grounds, 'snapshot'>): void {
    this.questions.explainMiss(questionKey(asked, snapshot.scope), 'refused_by_gate');
  }

  private lookUpAnswer(
    { purged }: AskedQuestion,
    sought: Sought & { readonly citesOf: CitesOf },
  ): MaybePromise<Lookup<AnswerEntry>> {
    return whenReady(lookupOne(this.answers, sought), (found) => {
      if (found.outcome !== 'fresh') return found;
      const { value, storedAt: since, isPopular } = found;
      if (!hasOutlived(value.outlived, purged)) return { outcome: 'outdated', value };
      if (isPopular) {
        const { key, stamps, citesOf } = sought;
        void this.answers.store([{ key, value, stamps, cites: citesOf(key), since }]);
      }
      return found;
    });
  }

  private answerOf(
    asked: AskedQuestion,
    { answerKey: key, passages }: QuestionEntry,
    maxAgeMs: number | null,
  ): MaybePromise<ExactLookup> {
    return whenReady(
      this.lookUpAnswer(asked, { key, stamps: TIMELESS, citesOf: () => citationsOf(passages), maxAgeMs }),
      (found) => {
        switch (found.outcome) {
          case 'fresh':
            return { outcome: 'hit', answer: found.value.answer, storedAt: found.storedAt, passages };
          case 'outdated':
            return { outcome: 'miss', reason: 'evidence_changed' };
          case 'miss':
            return { outcome: 'miss', reason: found.reason };
        }
      },
    );
  }

  /** Lets a popular entry live on. */
  private keepQuestion(
    sought: Sought,
    { value, storedAt: since }: { readonly value: QuestionEntry; readonly storedAt: number },
  ): void {
    void this.storePointer({ ...sought, value, cites: citationsOf(value.passages), since });
  }

  /**
   * The answer may have been drawn from somebody else's documents, of which some have the same words. Whoever deletes theirs must
   * find it.
   */
  private async storePointer(
    item: Item<QuestionEntry> & { readonly cites: readonly Citation[] },
  ): Promise<void> {
    const { value, cites } = item;
    const stored = this.questions.store([item]);
    if (cites.length > 0) await this.answers.cite(value.answerKey, cites);
    await stored;
  }

  private explain(
    reason: MissReason,
    asked: AskedQuestion,
    snapshot: Snapshot,
  ): MissReason | 'profile_changed' {
    if (reason !== 'never_asked') return reason;
    const profile = this.profiles.get(askedKey(asked, snapshot.scope));
    return profile === undefined || profile === asked.profile ? reason : 'profile_changed';
  }
}
