import { Injectable, Logger } from '@nestjs/common';
import { contextKey, type ContextQuestion } from '../cache/l3-context/l3-context.service';
import type { CacheKey } from '../question/keys';
import { ForeignPassageError } from '../errors';
import { EvidenceSnapshot, snapshotOf, type Snapshot } from '../freshness/stamps';
import type { Inquiry } from './inquiry';
import { Ledger } from '../ledger/bus';
import { Reranking, type Ordered } from './reranking';
import { Retriever } from '../ports/retriever';
import { EmbeddingModel } from '../ports/embedding-model';
import type { Waits } from '../waiting/waits';
import type { Passage } from '../ports/words';

/** Passages and the stamps of the snapshot that they were read in. */
export interface Found extends Ordered {
  readonly snapshot: EvidenceSnapshot;
}

/** What a search gave one asker. */
export interface Searched extends Found {
  /** True when another asker led the search, and so stores what came of it. */
  readonly collapsed: boolean;
}

interface Running {
  readonly startedAt: number;
  readonly waits: Waits;
  readonly found: Promise<Found>;
}

/** The search behind L3: shared between equal questions, counted, checked not to leave its scope, and put in order. */
@Injectable()
export class Retrieval {
  private readonly logger = new Logger(Retrieval.name);
  private readonly running = new Map<CacheKey, Running>();

  constructor(
    private readonly retriever: Retriever,
    private readonly embedding: EmbeddingModel,
    private readonly reranking: Reranking,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Searches every corpus that the asker may read, also those that had never been written when the stamps were read. The scope
   * of what comes is therefore that of its own snapshot. A search is shared by the rules of flights: `no-store` neither joins
   * nor leads, `no-cache` joins only what began after it arrived.
   *
   * @throws {ForeignPassageError}
   */
  async search(inquiry: Inquiry, context: ContextQuestion): Promise<Searched> {
    if (!inquiry.mayStore) return { ...(await this.run(inquiry, context)), collapsed: false };
    const key = contextKey(context, inquiry.of.corpora);
    const earlier = this.running.get(key);
    if (earlier && earlier.startedAt < inquiry.startedAt && inquiry.mayReadCache) {
      // A search that fails was begun for others, and they are told. This question has not had one of its own yet.
      const found = await earlier.found.catch(() => null);
      // A search that began before this question arrived may have missed a write that this one must see.
      if (found && isSame(found.snapshot, inquiry.of.snapshot)) return { ...found, collapsed: true };
      inquiry.waits.add(earlier.waits.spentMs);
    }
    const current = this.running.get(key);
    if (current && current.startedAt >= inquiry.startedAt)
      return { ...(await current.found), collapsed: true };
    return { ...(await this.lead(key, inquiry, context)), collapsed: false };
  }

  private lead(key: CacheKey, inquiry: Inquiry, context: ContextQuestion): Promise<Found> {
    const { waits } = inquiry;
    const run: Running = { startedAt: performance.now(), waits, found: this.run(inquiry, context) };
    this.running.set(key, run);
    const forget = (): void => {
      if (this.running.get(key) === run) this.running.delete(key);
    };
    run.found.then(forget, forget);
    return run.found;
  }

  private async run(
    { of: { corpora, topK }, waits }: Inquiry,
    { question, vector }: ContextQuestion,
  ): Promise<Found> {
    const startedAt = performance.now();
    const minSimilarity = this.embedding.relevanceFloor;
    const depth = this.reranking.depth(topK);
    const search = { corpora, question, vector, topK: depth, minSimilarity, waits };
    const { passages, stamps } = await this.retriever.search(search);
    this.ledger.record({ type: 'retrieve', passages: passages.length, ms: performance.now() - startedAt });
    const snapshot = new EvidenceSnapshot(snapshotOf(corpora, stamps));
    // Before anybody else is shown them.
    this.refuseForeign(passages, snapshot.scope);
    return { ...(await this.reranking.order(question, passages, topK)), snapshot };
  }

  private refuseForeign(passages: readonly Passage[], scope: readonly string[]): void {
    const allowed = new Set(scope);
    if (passages.every(({ corpus }) => allowed.has(corpus))) return;
    this.ledger.record({ type: 'foreign_passage' });
    this.logger.error(
      'Retrieval returned a passage from outside its scope: nothing of it was shown or stored.',
    );
    throw new ForeignPassageError();
  }
}

function isSame(a: Snapshot, b: Snapshot): boolean {
  return (
    a.stamps === b.stamps &&
    a.scope.length === b.scope.length &&
    a.scope.every((corpus, at) => corpus === b.scope[at])
  );
}
