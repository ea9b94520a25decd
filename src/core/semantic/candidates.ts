import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { QueryConfig, QueryResultRow } from 'pg';
import { z } from 'zod';
import { BackgroundStores } from '../cache/background-stores';
import type { Grounds } from '../cache/l1-response/l1-response.service';
import { ERASED_FOR_MS } from '../cache/erasure/erased-lately';
import { Ledger } from '../ledger/bus';
import { EmbeddingModel } from '../ports/embedding-model';
import { Sql } from '../ports/sql';
import type { Answer, Passage } from '../ports/words';
import { poolKey, pooledKey, type AskedQuestion } from '../question/asked-question';
import { fingerprintOf } from '../question/fingerprint';
import { keySchema, type CacheKey } from '../question/keys';
import { TrivetSettings } from '../settings';
import { NOTHING_NEARBY, type Candidate, type Nearby } from './candidate';
import { DROP, DROP_TENANT, KEEP, nearestSql, SWEEP } from './candidates.sql';
import { citedNumbers } from './renumbered';
import { vectorText } from './vector-text';

/** A question in its pool. */
export interface Pooled {
  readonly asked: AskedQuestion;
  readonly scope: readonly string[];
  /** Of the canonical question; unit length. */
  readonly vector: Float32Array;
}

/** A question that was answered, and by whom it was asked. */
interface Answered {
  readonly of: { readonly asked: AskedQuestion; readonly asker: string; readonly question: string };
  /** Whether other questions may be matched with it. */
  readonly mayMatchOthers: boolean;
}

/** Of questions that were kept, so as not to keep one again at each revalidation. What was removed meanwhile is kept again later. */
const REMEMBERED = 10_000;
const REMEMBERED_MS = 10 * 60_000;

/** A row's hashes, besides question, vector and passages. */
const ROW_BYTES = 1_000;

/** Expired rows are deleted once in so many. */
const SWEEP_EVERY = 500;

const rowSchema = z.object({
  serves_from: z.number().nullable(),
  question: keySchema.nullable(),
  asked: z.string().nullable(),
  answer_key: keySchema.nullable(),
  passages: z.array(z.string()).nullable(),
  cited: z.array(z.number()).nullable(),
  similarity: z.number().nullable(),
  was_wrong: z.boolean().nullable(),
});

/**
 * Earlier questions in the database, pool by pool. They are written off the request path and read beside the search. A failure is
 * counted and told once; the question is then answered as if there were none.
 */
@Injectable()
export class Candidates {
  private readonly logger = new Logger('Semantic');
  private readonly nearest: string;
  private readonly kept = new LRUCache<string, CacheKey>({ max: REMEMBERED, ttl: REMEMBERED_MS });
  private sinceSweep = 0;
  private isFailing = false;

  constructor(
    private readonly sql: Sql,
    private readonly stores: BackgroundStores,
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    embedding: EmbeddingModel,
  ) {
    this.nearest = nearestSql(embedding);
  }

  /** Questions at or above the operator's threshold, nearest first; null where none is looked for. Never rejects. */
  near(pooled: Pooled): Promise<Nearby> | null {
    return this.isOn ? this.look(pooled) : null;
  }

  private get isOn(): boolean {
    return this.settings.cache.enabled && this.settings.semantic.mode !== 'off';
  }

  private async look({ asked, scope, vector }: Pooled): Promise<Nearby> {
    const { threshold } = this.settings.semantic;
    const values = [
      poolKey(asked, scope),
      pooledKey(asked),
      vectorText(vector),
      threshold,
      asked.tenant,
      asked.profile,
    ];
    try {
      const { rows } = await this.sql.query<QueryResultRow>({ text: this.nearest, values });
      this.works();
      return nearbyOf(rows.map((row) => rowSchema.parse(row)));
    } catch (error) {
      this.failed(error);
      return NOTHING_NEARBY;
    }
  }

  /** Keeps a question for others to be matched with, where its answer holds. One that the notes do not answer is none. */
  keep(
    { of: { asked, asker, question }, mayMatchOthers }: Answered,
    { passages, citations, snapshot, answerKey, vector }: Grounds & Pick<Pooled, 'vector'>,
    answer: Answer | undefined,
  ): void {
    if (!this.isOn || !mayMatchOthers || !answer || passages.length === 0) return;
    if (answer.answerable === false || answer.calls) return;
    const [pool, key] = [poolKey(asked, snapshot.scope), pooledKey(asked)];
    if (this.kept.get(pool + key) === answerKey) return;
    this.kept.set(pool + key, answerKey);
    const { questionTtlMs } = this.settings.cache;
    const values = [
      pool,
      key,
      asked.tenant,
      asker,
      question,
      vectorText(vector),
      answerKey,
      fingerprintsOf(passages),
      citedNumbers(answer.text, passages.length),
      citations.map(({ corpus, documentId }) => `${corpus}\u001F${documentId}`),
      questionTtlMs,
      this.settings.semantic.perScope,
      citations.map(({ corpus }) => corpus),
      citations.map(({ documentId }) => documentId),
      citations.map(({ incarnation }) => incarnation),
      ERASED_FOR_MS,
    ];
    this.write({ text: KEEP, values }, ROW_BYTES + 2 * question.length + 8 * vector.length);
    if (this.sinceSweep++ % SWEEP_EVERY === SWEEP_EVERY - 1) this.write({ text: SWEEP });
  }

  /** The answer of a candidate is gone, so nothing can be matched with it. */
  drop(pool: CacheKey, { question, answerKey }: Candidate): void {
    this.kept.delete(pool + question);
    this.write({ text: DROP, values: [pool, question, answerKey] });
  }

  /** After a purge: nobody finds what is left of the tenant's questions, and this frees their space. @throws what SQL throws */
  async dropTenant(tenant: string): Promise<void> {
    this.kept.clear();
    await this.sql.query({ text: DROP_TENANT, values: [tenant] });
  }

  private write(statement: QueryConfig, bytes = ROW_BYTES): void {
    const run = async (): Promise<void> => {
      await this.sql.query(statement);
      this.works();
    };
    this.stores.add({ place: 'database', bytes, run }).catch((error: unknown) => {
      this.failed(error);
    });
  }

  private failed(error: unknown): void {
    this.ledger.record({ type: 'semantic_failure' });
    if (!this.isFailing) {
      const what = error instanceof Error ? error.name : 'unknown error';
      this.logger.warn(
        `Earlier questions cannot be read or kept (${what}); nothing is served from them meanwhile.`,
      );
    }
    this.isFailing = true;
  }

  private works(): void {
    if (this.isFailing) this.logger.log('Earlier questions are read and kept again.');
    this.isFailing = false;
  }
}

/** Of each passage by itself. Similarities are left out: they are of another question. */
export function fingerprintsOf(passages: readonly Passage[]): CacheKey[] {
  return passages.map((passage) => fingerprintOf([passage]));
}

function nearbyOf(rows: readonly z.infer<typeof rowSchema>[]): Nearby {
  return { candidates: rows.flatMap(candidateOf), certified: { from: rows[0]?.serves_from ?? null } };
}

function candidateOf(row: z.infer<typeof rowSchema>): Candidate[] {
  const { question, asked, answer_key: answerKey, passages, cited, similarity, was_wrong: wasWrong } = row;
  if (question === null || asked === null || answerKey === null || !passages || !cited || similarity === null)
    return [];
  const restedOn = { passages, cited: cited.flatMap((number) => passages[number - 1] ?? []) };
  const judged = wasWrong === null ? 'never' : wasWrong ? 'wrong' : 'right';
  return [{ question, asked, similarity, answerKey, restedOn, judged }];
}
