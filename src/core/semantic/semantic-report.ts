import { Injectable } from '@nestjs/common';
import { Ledger } from '../ledger/bus';
import type { SemanticCounts } from '../ledger/counts/semantic-counts';
import { Clock } from '../ports/clock';
import { EmbeddingModel } from '../ports/embedding-model';
import { AnswerProfiles } from '../question/answer-profile';
import { TrivetSettings } from '../settings';
import { Judgements } from './judgements';
import { standsFrom, type Standing } from './standing';
import { certifiedUntil } from './statistics/certificate';
import { wordsOfCertificate } from './statistics/certificate-words';
import { whyNothing } from './why-nothing';

/** How one tenant stands with plain questions, for its operator. */
export interface SemanticReport {
  /**
   * - `shadow`: nothing is served.
   * - `certified`: what the certificate covers is served.
   * - `serving`: every eligible pair is served, because the operator said so.
   */
  readonly state: 'shadow' | 'certified' | 'serving';
  /** Of the certificate, such as "not certified: 212 of about 480 audited pairs, 0 wrong". */
  readonly words: string;
  /** Why nothing is served by certificate, and what would change that; null where something is. */
  readonly because: string | null;
  /** The lowest certified similarity, and until when it is, as Unix ms; null where nothing is certified. */
  readonly from: number | null;
  readonly untilMs: number | null;
  readonly standing: Standing;
}

/** What the database knows of it, read when somebody asks. */
@Injectable()
export class SemanticReports {
  constructor(
    private readonly judgements: Judgements,
    private readonly profiles: AnswerProfiles,
    private readonly settings: TrivetSettings,
    private readonly embedding: EmbeddingModel,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /**
   * @param counts of this instance, for what was not judged
   * @returns null where nothing is looked for, or the database does not say
   */
  async of(tenant: string, counts: SemanticCounts): Promise<SemanticReport | null> {
    const { cache, semantic, topK } = this.settings;
    if (!cache.enabled || semantic.mode === 'off') return null;
    try {
      return this.reportOf(
        await this.judgements.standing({ tenant, profile: this.profiles.for(topK) }),
        counts,
      );
    } catch {
      this.ledger.record({ type: 'semantic_failure' });
      return null;
    }
  }

  private reportOf(standing: Standing, counts: SemanticCounts): SemanticReport {
    const { mode } = this.settings.semantic;
    const now = this.clock.now();
    const { certificate } = standing;
    const from = standsFrom(standing, now);
    const { isSparse } = this.embedding;
    return {
      state: mode === 'serve' ? 'serving' : mode === 'certified' && from !== null ? 'certified' : 'shadow',
      words: wordsOfCertificate(certificate, now),
      because: whyNothing({ mode, isCertified: from !== null, certificate, isSparse, counts }),
      from,
      untilMs: certifiedUntil(certificate, now),
      standing,
    };
  }
}
