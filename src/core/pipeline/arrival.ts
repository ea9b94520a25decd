import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { AnswerProfiles } from '../question/answer-profile';
import { canonicalQuestion } from '../question/canonical';
import { QuestionRefusedError } from '../errors';
import { purgeMarksIn, purgeNames, refuseReserved } from '../freshness/purge-marks';
import { StampReader } from '../freshness/stamp-reader';
import { StampsUnavailableError } from '../freshness/stamps-unavailable.error';
import { Inquiry, type CachePolicy, type InquiryParts } from './inquiry';
import { Retriever } from '../ports/retriever';
import { TrivetSettings } from '../settings';
import { conversationKey } from '../question/conversation-key';
import type { Understood } from '../conversation/conversations';
import type { AnswerFormat, ChatTask, Principal, Sampling, Turn } from '../ports/words';

/** A question as it is asked of Trivet. */
export interface Ask {
  readonly question: string;
  readonly principal: Principal;
  /** Who of several users of one chat asks: what the model is told, not whose rights count. */
  readonly name?: string | undefined;
  /** What was said before the question, oldest first. With `conversations: 'standalone'` it is understood by it first. */
  readonly earlier?: readonly Turn[] | undefined;
  /** The same of what was said behind it. */
  readonly later?: readonly Turn[] | undefined;
  readonly sampling?: Sampling | undefined;
  /** Text when it is left out. `AnswerForms.problemOf` must have found nothing wrong with it. */
  readonly format?: AnswerFormat | undefined;
  /** Passages to retrieve; the settings' number when it is not given. */
  readonly topK?: number | undefined;
  readonly policy: CachePolicy;
  /** Set where a chat itself is asked about: notes have nothing to do with it, and nothing is remembered of it. */
  readonly task?: ChatTask | undefined;
  /** Set where no person waits: it is counted neither among the answers nor among what people ask. */
  readonly inBackground?: true;
  /**
   * Gives the signal that fires when the asker leaves; without it they stay to the end. It is a function because a signal takes
   * 4 µs to make, a tenth of an exact hit. Only an asker who waits for a model needs one.
   */
  readonly leaving?: (() => AbortSignal) | undefined;
}

/** Letters, digits or symbols, of which emoji are some: what a question is made of besides punctuation. */
const SAYS_SOMETHING = /[\p{L}\p{N}\p{S}]/u;

const NO_TURNS: readonly Turn[] = [];

/** Questions whose canonical form is remembered, in characters of both: some 10,000 of usual length. */
const REMEMBERED_CHARS = 1_048_576;

/** The top of the ladder: checks the question, works out who may read what, and reads the stamps of now. */
@Injectable()
export class Arrival {
  /** Only questions that are asked again matter here: folding one anew was 7 % of an exact hit. */
  private readonly canonicals = new LRUCache<string, string>({
    maxSize: REMEMBERED_CHARS,
    sizeCalculation: (canonical, question) => canonical.length + question.length,
  });

  constructor(
    private readonly settings: TrivetSettings,
    private readonly retriever: Retriever,
    private readonly stamps: StampReader,
    private readonly profiles: AnswerProfiles,
  ) {}

  /**
   * @throws {QuestionRefusedError}
   * @throws {ReservedCorpusError}
   * @throws {StampsUnavailableError} when freshness cannot be known
   */
  async receive(ask: Understood<Ask>): Promise<Inquiry> {
    const { question, principal, topK = this.settings.topK, policy, leaving } = ask;
    const { name, earlier = NO_TURNS, later = NO_TURNS, sampling, format, standalone = null } = ask;
    const startedAt = performance.now();
    const canonical = this.canonicals.get(question) ?? this.accepted(question);
    const corpora = this.retriever.corpora(principal);
    refuseReserved(corpora);
    const { tenant } = principal;
    // Both join the batch of this moment.
    const [{ snapshot, ...known }, purges] = await Promise.all([
      this.snapshotOf(corpora),
      this.snapshotOf(purgeNames(tenant, corpora)),
    ]);
    const stale = known.stale ?? purges.stale;
    const purged = purgeMarksIn(purges.snapshot.read, tenant);
    const inquiry = new Inquiry({
      question: question.trim(),
      asked: {
        tenant,
        onlyFor: this.settings.cache.sharing === 'user' ? principal.user : null,
        profile: this.profiles.for(topK, ask),
        canonical,
        earlier: conversationKey({ name, earlier, later }),
        purged,
      },
      asker: principal.user,
      standalone,
      name,
      earlier,
      later,
      sampling,
      format,
      purged,
      topK,
      policy,
      leaving,
      corpora,
      snapshot,
      stale,
      startedAt: standalone?.arrivedAt ?? startedAt,
    });
    inquiry.timings.stampsMs = performance.now() - startedAt;
    inquiry.waits.add(inquiry.timings.stampsMs);
    return inquiry;
  }

  private async snapshotOf(corpora: readonly string[]): Promise<Pick<InquiryParts, 'snapshot' | 'stale'>> {
    try {
      return { snapshot: await this.stamps.read(corpora), stale: null };
    } catch (error) {
      // Lost marks are no outage: they do not come back by themselves, and nobody knows what has changed.
      if (!(error instanceof StampsUnavailableError) || error.reason === 'no_epoch') throw error;
      const known = this.stamps.known(corpora);
      if (!known) throw error;
      return { snapshot: known.snapshot, stale: { error, ageMs: known.ageMs } };
    }
  }

  private accepted(question: string): string {
    if (!question.isWellFormed() || question.includes('\0')) {
      throw new QuestionRefusedError('question_malformed', 'The question is not well-formed text.');
    }
    this.refuseLong(question);
    const canonical = canonicalQuestion(question);
    if (!SAYS_SOMETHING.test(canonical))
      throw new QuestionRefusedError('question_empty', 'The question has no words.');
    this.refuseLong(canonical);
    this.canonicals.set(question, canonical);
    return canonical;
  }

  /** Checked before and after: folding may lengthen a text. */
  private refuseLong(text: string): void {
    const max = this.settings.questionMaxChars;
    if (text.length <= max) return;
    throw new QuestionRefusedError('question_too_long', `The question is longer than ${max} characters.`);
  }
}
