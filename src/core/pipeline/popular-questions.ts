import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { cacheKey, type CacheKey } from '../question/keys';
import { textBytes } from '../cache/sizes';
import type { Inquiry } from './inquiry';
import { TrivetSettings } from '../settings';
import type { Principal } from '../ports/words';

/** A question that people ask again and again, and all that is needed to ask it as the last of them did. */
export interface PopularQuestion {
  readonly key: CacheKey;
  readonly question: string;
  readonly topK: number;
  readonly principal: Principal;
  /** Ids of the corpora that they may read. */
  readonly corpora: readonly string[];
  /** The same for all who share a scope and may share answers. */
  readonly group: CacheKey;
  /** How often it was asked, halved whenever a model was asked for its refresh. */
  readonly asked: number;
}

const MAX_QUESTIONS = 1_000;
const MAX_BYTES = 4 * 1024 * 1024;
/** Of an entry without its question. */
const OVERHEAD_BYTES = 1_000;

/** A question that was asked once is not popular. */
const POPULAR_FROM = 2;

/**
 * How often lately asked questions are asked. The least recently asked are forgotten, and so is a question that nobody asks for
 * the TTL of an answer. They are counted per scope, as caches have it: people of different scopes ask different questions.
 */
@Injectable()
export class PopularQuestions {
  private readonly questions: LRUCache<CacheKey, PopularQuestion>;

  constructor(private readonly settings: TrivetSettings) {
    this.questions = new LRUCache({
      max: MAX_QUESTIONS,
      maxSize: MAX_BYTES,
      sizeCalculation: ({ question }) => OVERHEAD_BYTES + textBytes(question),
      ttl: settings.cache.questionTtlMs,
    });
  }

  /** Counts a question of a person, unless it is not to be stored or has a meaning only inside a conversation. */
  note({ of, isPlain }: Inquiry, principal: Principal): void {
    if (this.settings.refresh.top === 0 || of.policy.noStore || !isPlain) return;
    const { question, topK, corpora, snapshot, asked } = of;
    const onlyFor = asked.onlyFor === null ? [] : [asked.onlyFor];
    const group = cacheKey('asked', [asked.tenant, onlyFor, snapshot.scope]);
    const key = cacheKey('asked', [group, topK, asked.canonical]);
    const before = this.questions.get(key)?.asked ?? 0;
    this.questions.set(key, { key, question, topK, principal, corpora, group, asked: before + 1 });
  }

  /** The most asked questions of every scope that reads one of these corpora, the most asked first. */
  mostAskedOf(corpora: ReadonlySet<string>): PopularQuestion[] {
    const readers = [...this.questions.values()].filter(
      ({ asked, ...question }) => asked >= POPULAR_FROM && question.corpora.some((id) => corpora.has(id)),
    );
    const taken = new Map<CacheKey, number>();
    return readers
      .sort((a, b) => b.asked - a.asked)
      .filter(({ group }) => {
        const rank = (taken.get(group) ?? 0) + 1;
        taken.set(group, rank);
        return rank <= this.settings.refresh.top;
      });
  }

  /** To be called when a model was asked for its refresh. Its popularity must be earned again, or edits alone would go on costing money. */
  halve(key: CacheKey): void {
    const question = this.questions.get(key);
    if (question) this.questions.set(key, { ...question, asked: Math.floor(question.asked / 2) });
  }
}
