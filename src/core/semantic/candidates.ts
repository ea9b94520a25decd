import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { QueryResultRow } from 'pg';
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
import { withDeadline } from '../waiting/deadline';
import { NOTHING_NEARBY, stampsMark, type Candidate, type Nearby } from './candidate';
import { DROP, KEEP, nearestSql, SWEEP, TRIM } from './candidates.sql';
import { citedNumbers } from './renumbered';
import { StandingKeys } from './standing-keys';
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
  /** Whether all of it is the question. */
  readonly isPlain: boolean;
}

/**
 * Questions that are known to be kept. One is written again when its answer is another one, or after so long: at each revalidation it
 * would cost a hot corpus a write for each question and edit.
 */
const KNOWN = 10_000;
const KNOWN_MS = 10_000;

class LateLookError extends Error {
  constructor(ms: number) {
    super(`A look for earlier questions took longer than ${ms} ms.`);
    this.name = 'LateLookError';
  }
}

/** A row's hashes, besides question, vector and passages. */
const ROW_BYTES = 1_000;

/** Expired rows are deleted this often, where questions are kept. */
const SWEEP_EVERY_MS = 10 * 60_000;

/** Longer questions are candidates for their exact equals alone: gates take .6 s for twenty pairs of 2,000 characters. */
const LONGEST = 300;

/** Looks under way at once. A slow table must not take the connections of searches. */
const LOOKS_AT_ONCE = 16;

/** Between a corpus and a document. No id has it. */
const SEPARATOR = '\u001F';

const rowSchema = z.object({
  serves_from: z.number().nullable(),
  told: z
    .object({
      question: keySchema,
      asked: z.string(),
      answer_key: keySchema,
      passages: z.array(z.string()),
      cited: z.array(z.number()),
      stamps: z.string(),
      cites: z.array(z.string()),
      incarnations: z.array(z.string()),
      similarity: z.number(),
    })
    .nullable(),
  wrong: z.boolean().nullable(),
  confirmed: z.boolean().nullable(),
});

/**
 * Earlier questions in the database, pool by pool. They are written off the request path and read beside the search. A failure is
 * counted and told once; the question is then answered as if there were none.
 */
@Injectable()
export class Candidates {
  private readonly logger = new Logger('Semantic');
  private readonly nearest: string;
  private readonly known = new LRUCache<string, CacheKey>({ max: KNOWN, ttl: KNOWN_MS });
  private readonly sinceTrim = new LRUCache<CacheKey, number>({ max: KNOWN });
  private readonly looks = new Map<string, Promise<Nearby>>();
  private sweptAt = -Infinity;
  private isFailing = false;

  constructor(
    private readonly sql: Sql,
    private readonly stores: BackgroundStores,
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly standings: StandingKeys,
    embedding: EmbeddingModel,
  ) {
    this.nearest = nearestSql(embedding);
  }

  /**
   * Questions at or above the operator's threshold, nearest first; null where none is looked for. Equal questions of one moment share
   * a look. Never rejects.
   */
  near({ asked, scope, vector }: Pooled): Promise<Nearby> | null {
    if (!this.isOn || asked.canonical.length > LONGEST) return null;
    const [pool, question] = [poolKey(asked, scope), pooledKey(asked)];
    const running = this.looks.get(pool + question);
    if (running) return running;
    if (this.looks.size >= LOOKS_AT_ONCE) return null;
    const { threshold } = this.settings.semantic;
    const look = this.look([
      pool,
      question,
      vectorText(vector),
      threshold,
      asked.tenant,
      this.standings.of(asked.profile),
    ]).finally(() => {
      this.looks.delete(pool + question);
    });
    this.looks.set(pool + question, look);
    return look;
  }

  private get isOn(): boolean {
    return this.settings.cache.enabled && this.settings.semantic.mode !== 'off';
  }

  private async look(values: unknown[]): Promise<Nearby> {
    try {
      const look = this.sql.query<QueryResultRow>({ name: 'trivet_near', text: this.nearest, values });
      const { lookMs: ms } = this.settings.semantic;
      const { rows } = await withDeadline(look, { ms, late: () => new LateLookError(ms) });
      this.works();
      return nearbyOf(rows.map((row) => rowSchema.parse(row)));
    } catch (error) {
      this.failed(error);
      return NOTHING_NEARBY;
    }
  }

  /** Keeps a question for others to be matched with, where its answer holds. One that the notes do not answer is none. */
  keep(
    { of: { asked, asker, question }, isPlain }: Answered,
    { passages, citations, snapshot, answerKey, vector }: Grounds & Pick<Pooled, 'vector'>,
    answer: Answer | undefined,
  ): void {
    if (!this.isOn || !isPlain || !answer || passages.length === 0) return;
    if (answer.answerable === false || answer.calls || asked.canonical.length > LONGEST) return;
    const [pool, key] = [poolKey(asked, snapshot.scope), pooledKey(asked)];
    if (this.known.get(pool + key) === answerKey) return;
    this.known.set(pool + key, answerKey);
    const { questionTtlMs } = this.settings.cache;
    const valuesOf = (): unknown[] => [
      pool,
      key,
      asked.tenant,
      asker,
      question,
      vectorText(vector),
      answerKey,
      fingerprintsOf(passages),
      citedNumbers(answer.text, passages.length),
      citations.map(({ corpus, documentId }) => corpus + SEPARATOR + documentId),
      questionTtlMs,
      citations.map(({ corpus }) => corpus),
      citations.map(({ documentId }) => documentId),
      citations.map(({ incarnation }) => incarnation),
      ERASED_FOR_MS,
      stampsMark(snapshot),
    ];
    const keep = async (): Promise<void> => {
      // The asker is told first: reading the citations alone takes half a millisecond.
      await nextTurn();
      await this.sql.query({ name: 'trivet_keep', text: KEEP, values: valuesOf() });
    };
    this.write(keep, ROW_BYTES + 2 * question.length + 8 * vector.length);
    this.trim(pool);
    if (performance.now() - this.sweptAt < SWEEP_EVERY_MS) return;
    this.sweptAt = performance.now();
    this.write(() => this.sql.query({ text: SWEEP }));
  }

  /** A trim reads a whole pool, 3 ms for two thousand rows, so it comes when a twentieth more may have been kept. */
  private trim(pool: CacheKey): void {
    const { perScope } = this.settings.semantic;
    const kept = (this.sinceTrim.get(pool) ?? 0) + 1;
    const isDue = kept > perScope / 20;
    this.sinceTrim.set(pool, isDue ? 0 : kept);
    if (isDue) this.write(() => this.sql.query({ text: TRIM, values: [pool, perScope] }));
  }

  /** The answer of a candidate is gone, so nothing can be matched with it. */
  drop(pool: CacheKey, { question, answerKey }: Candidate): void {
    this.known.delete(pool + question);
    this.write(() => this.sql.query({ text: DROP, values: [pool, question, answerKey] }));
  }

  private write(work: () => Promise<unknown>, bytes = ROW_BYTES): void {
    const run = async (): Promise<void> => {
      await work();
      this.works();
    };
    this.stores.add({ place: 'hints', bytes, run }).catch((error: unknown) => {
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

function candidateOf({ told, wrong, confirmed }: z.infer<typeof rowSchema>): Candidate[] {
  if (!told) return [];
  const { answer_key: answerKey, passages, cited, cites, incarnations, ...same } = told;
  const restedOn = { passages, cited: cited.flatMap((number) => passages[number - 1] ?? []) };
  const citations = cites.map((cite, at) => {
    const [corpus = '', documentId = ''] = cite.split(SEPARATOR);
    return { corpus, documentId, incarnation: incarnations[at] ?? '' };
  });
  const judged = wrong === true ? 'wrong' : confirmed === true ? 'right' : 'never';
  return [{ ...same, answerKey, restedOn, citations, judged }];
}
