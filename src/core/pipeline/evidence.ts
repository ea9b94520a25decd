import { Injectable } from '@nestjs/common';
import { citationsOf } from '../cache/erasure/citation';
import type { Grounds } from '../cache/l1-response/l1-response.service';
import { L2EmbeddingService } from '../cache/l2-embedding/l2-embedding.service';
import { L3ContextService, type ContextQuestion } from '../cache/l3-context/l3-context.service';
import { answerKey } from '../question/asked-question';
import { AnswerProfiles } from '../question/answer-profile';
import { snapshotOfFreshContext } from '../freshness/stamps';
import type { Inquiry } from './inquiry';
import { Candidates } from '../semantic/candidates';
import { NOTHING_NEARBY, type Nearby } from '../semantic/candidate';
import { Reranking } from './reranking';
import { Retrieval, type Found } from './retrieval';

/**
 * The ordered passages that a question retrieved, and the one moment they are from. The documents to cite and the key of the
 * answer follow from them. The rungs below this station look up and store by it.
 */
export interface Evidence extends Grounds {
  /** True when L3 had the passages. */
  readonly reused: boolean;
  /** See {@link Ordered}. */
  readonly reranked: boolean | null;
  /** Of the canonical question. */
  readonly vector: Float32Array;
  /** Looks for earlier questions of the same pool, or has looked; null where none may answer this one. */
  readonly nearby: (() => Promise<Nearby>) | null;
}

/** What evidence is made of. */
interface Gathered extends Pick<Evidence, 'vector' | 'nearby' | 'reused'> {
  readonly found: Found;
}

/** The station between the exact rung and the others: L2 vector → L3 passages with the same stamps, else one search. */
@Injectable()
export class EvidenceGatherer {
  constructor(
    private readonly l2: L2EmbeddingService,
    private readonly l3: L3ContextService,
    private readonly retrieval: Retrieval,
    private readonly reranking: Reranking,
    private readonly profiles: AnswerProfiles,
    private readonly candidates: Candidates,
  ) {}

  /**
   * @throws {ModelUnavailableError} the question cannot be embedded
   * @throws {ForeignPassageError}
   */
  async gather(inquiry: Inquiry): Promise<Evidence> {
    const { asked, purged, topK } = inquiry.of;
    // Every way of typing a question has one vector and one evidence, because its canonical form is embedded.
    const vector = await inquiry.timed('embeddingMs', () =>
      this.l2.embed(asked.canonical, { tenant: asked.tenant, purged: purged.l2, remember: inquiry.mayStore }),
    );
    const retrievalProfile = this.profiles.retrieval(topK);
    const context = {
      tenant: asked.tenant,
      retrievalProfile,
      purged: purged.l3,
      question: asked.canonical,
      vector,
    };
    const known = await this.findContext(inquiry, context);
    if (known) {
      const nearby = this.nearbyOf(inquiry, vector);
      return this.evidenceOf(inquiry, { found: known, vector, nearby, reused: true });
    }
    return inquiry.timed('retrievalMs', () => this.search(inquiry, context));
  }

  private async findContext(inquiry: Inquiry, context: ContextQuestion): Promise<Found | null> {
    if (!inquiry.mayReadCache) return null;
    const { snapshot } = inquiry.of;
    const found = await inquiry.timed('lookupMs', () => this.l3.find(context, snapshot));
    if (found.outcome !== 'fresh') return null;
    const { ofKept: reranked } = this.reranking;
    return { passages: found.value, reranked, snapshot: snapshotOfFreshContext(snapshot) };
  }

  private async search(inquiry: Inquiry, context: ContextQuestion): Promise<Evidence> {
    const { vector } = context;
    const searching = this.retrieval.search(inquiry, context);
    // Sent behind the search, which an engine of one session does first.
    const nearby = this.nearbyOf(inquiry, vector);
    const { collapsed, ...found } = await searching;
    const evidence = this.evidenceOf(inquiry, { found, vector, nearby, reused: false });
    if (mayKeep(inquiry, evidence) && !collapsed) void this.l3.store(context, evidence);
    return evidence;
  }

  /**
   * A question whose notes have changed is likelier to find its own answer again: then a look would be for nothing, and waits until
   * it is wanted. All others look beside the search.
   */
  private nearbyOf(inquiry: Inquiry, vector: Float32Array): Evidence['nearby'] {
    if (!inquiry.mayMatchOthers) return null;
    const { asked, snapshot } = inquiry.of;
    const look = (): Promise<Nearby> | null => this.candidates.near({ asked, scope: snapshot.scope, vector });
    if (inquiry.reason === 'evidence_changed') return () => look() ?? Promise.resolve(NOTHING_NEARBY);
    const nearby = look();
    return nearby && (() => nearby);
  }

  private evidenceOf({ of: { asked } }: Inquiry, { found, ...gathered }: Gathered): Evidence {
    const { passages } = found;
    const key = answerKey(asked, passages, this.profiles);
    return { ...found, ...gathered, citations: citationsOf(passages), answerKey: key };
  }
}

/** Whether this evidence may be found again under its question. The retriever's order in place of another may not. */
export function mayKeep({ mayStore }: Inquiry, { reranked }: Pick<Evidence, 'reranked'>): boolean {
  return mayStore && reranked !== false;
}
