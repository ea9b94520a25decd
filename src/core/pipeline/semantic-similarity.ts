import { Injectable } from '@nestjs/common';
import { Arrival } from './arrival';
import { EmbeddingModel } from '../ports/embedding-model';
import type { Principal } from '../ports/words';
import { TrivetSettings } from '../settings';
import type { Candidate } from '../semantic/candidate';
import { Candidates } from '../semantic/candidates';
import { rejectingGate, type Gate } from '../semantic/gates/gates';
import { Readings } from '../semantic/readings';

/** What is known of the earlier question that is nearest to one that was not asked. */
export type Similarity =
  | {
      readonly outcome: 'near';
      /** Cosine of the two questions, at most 1. */
      readonly similarity: number;
      /** The first gate that rejects the pair by its words, or an earlier judgement; null where it passes. */
      readonly rejectedBy: Gate | 'judged_wrong' | null;
      /** The earlier question as it was typed. */
      readonly question: string;
    }
  | { readonly outcome: 'none' };

const NONE: Similarity = Object.freeze({ outcome: 'none' });

const LOOKS_UP_ONLY = { noCache: false, noStore: true, onlyIfCached: false, maxAgeMs: null } as const;

/**
 * For analytics: would a question have been taken for an earlier one? It serves, stores and counts nothing, and no request waits for it.
 *
 * Whoever could be told of a question may be: earlier questions are looked for in the person's own pool alone. A pool is of one tenant,
 * answer profile and scope. A scope with a private corpus has one reader. Any other scope is shared by people who may read the same.
 */
@Injectable()
export class SemanticSimilarity {
  private readonly readings = new Readings();

  constructor(
    private readonly arrival: Arrival,
    private readonly embedding: EmbeddingModel,
    private readonly candidates: Candidates,
    private readonly settings: TrivetSettings,
  ) {}

  /**
   * Looks at the words of the nearest earlier question that is at or above the operator's threshold, but for the same one. What its
   * answer rests on is not compared, as that takes a search.
   *
   * @throws {QuestionRefusedError} the question is empty, too long or malformed
   * @throws {StampsUnavailableError} the person's scope cannot be known
   * @throws {ModelUnavailableError} the question cannot be embedded
   */
  async checkSemanticSimilarity(question: string, principal: Principal): Promise<Similarity> {
    const { of } = await this.arrival.receive({ question, principal, policy: LOOKS_UP_ONLY });
    const { asked, snapshot } = of;
    const [vector] = await this.embedding.embed([asked.canonical]);
    if (!vector) return NONE;
    const nearby = await this.candidates.near({ asked, scope: snapshot.scope, vector });
    const [nearest] = nearby?.candidates ?? [];
    if (!nearest) return NONE;
    const { similarity, asked: earlier } = nearest;
    return {
      outcome: 'near',
      similarity,
      rejectedBy: this.rejectionOf(of.question, nearest),
      question: earlier,
    };
  }

  private rejectionOf(
    question: string,
    { judged, similarity, asked }: Candidate,
  ): Gate | 'judged_wrong' | null {
    const { threshold } = this.settings.semantic;
    if (judged === 'wrong') return 'judged_wrong';
    const pair = { question: this.readings.of(question), candidate: this.readings.of(asked) };
    return rejectingGate({ ...pair, similarity, threshold, evidence: null });
  }
}
