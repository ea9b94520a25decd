import { Injectable } from '@nestjs/common';
import { L2EmbeddingService } from '../cache/l2-embedding/l2-embedding.service';
import { L3ContextService, type ContextQuestion } from '../cache/l3-context/l3-context.service';
import type { CacheKey } from '../question/keys';
import { AnswerProfiles } from '../question/answer-profile';
import { fingerprintOf } from '../question/fingerprint';
import type { Snapshot } from '../freshness/stamps';
import type { Inquiry } from './inquiry';
import { Retrieval } from './retrieval';
import type { Passage } from '../ports/words';

/** The ordered passages that a question retrieved, and the one moment they are from. */
export interface Evidence {
  readonly passages: readonly Passage[];
  readonly fingerprint: CacheKey;
  /** Scope and stamps that came with the passages: what is stored about them carries these. */
  readonly snapshot: Snapshot;
  /** True when L3 had the passages. */
  readonly reused: boolean;
}

/** L2 vector → L3 passages with the same stamps, else one search. */
@Injectable()
export class EvidenceGatherer {
  constructor(
    private readonly l2: L2EmbeddingService,
    private readonly l3: L3ContextService,
    private readonly retrieval: Retrieval,
    private readonly profiles: AnswerProfiles,
  ) {}

  /** Gathers once for an inquiry, whoever of its rungs asks first. */
  for(inquiry: Inquiry): Promise<Evidence> {
    return inquiry.evidence(() => this.gather(inquiry));
  }

  private async gather(inquiry: Inquiry): Promise<Evidence> {
    const { asked, purged, topK, snapshot } = inquiry.of;
    // The canonical question is embedded, so that every way of typing it has one vector and one evidence.
    const vector = await inquiry.timed('embeddingMs', () =>
      this.l2.embed(asked.canonical, { tenant: asked.tenant, purged: purged.l2, remember: inquiry.mayStore }),
    );
    const retrievalProfile = this.profiles.retrieval(topK);
    const context = { tenant: asked.tenant, retrievalProfile, purged: purged.l3, vector };
    const known = await this.findContext(inquiry, context);
    if (known) return { passages: known, fingerprint: fingerprintOf(known), snapshot, reused: true };
    return inquiry.timed('retrievalMs', () => this.search(inquiry, context));
  }

  private async findContext(inquiry: Inquiry, context: ContextQuestion): Promise<readonly Passage[] | null> {
    if (!inquiry.mayReadCache) return null;
    const found = await inquiry.timed('lookupMs', () => this.l3.find(context, inquiry.of.snapshot));
    return found.outcome === 'fresh' ? found.value : null;
  }

  private async search(inquiry: Inquiry, context: ContextQuestion): Promise<Evidence> {
    const { passages, snapshot, collapsed } = await this.retrieval.search(inquiry, context);
    if (inquiry.mayStore && !collapsed) void this.l3.store(context, snapshot, passages);
    return { passages, fingerprint: fingerprintOf(passages), snapshot, reused: false };
  }
}
