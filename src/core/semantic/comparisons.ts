import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { BackgroundStores } from '../cache/background-stores';
import type { AnswerFlight } from '../flight/answer-flight';
import { landingOf, storingOf, type FlightEnd } from '../flight/flight-end';
import { Ledger } from '../ledger/bus';
import { costUsd } from '../ledger/price';
import { AnswerJudge, type Judged } from '../ports/answer-judge';
import type { PromptPassage } from '../ports/words';
import { TrivetSettings } from '../settings';
import { Judgements } from './judgements';
import { overlapJudge } from './overlap-judge';
import type { QuestionPair } from './semantic-match';
import type { Source } from './standing';

/** An eligible pair that is not served: what could have been, to be compared with the fresh answer. */
export interface Comparable {
  readonly pair: QuestionPair;
  readonly source: Exclude<Source, 'feedback'>;
  readonly question: string;
  readonly candidate: string;
  /** The candidate's answer, its citations numbered as the evidence is. */
  readonly cached: string;
  readonly evidence: readonly PromptPassage[];
  /** Whether the pair was judged before, in this scope. */
  readonly wasJudged: boolean;
}

/** A judge may be a model. */
const JUDGE_MS = 60_000;

/** Comparisons that run at once; further ones are left out, and the pair may come again. */
const AT_ONCE = 4;

/** Two hashes and some numbers. */
const ROW_BYTES = 500;

/** Compares what could have been served with what was generated, after that was sent. Nobody waits for it, and it fails nothing. */
@Injectable()
export class Comparisons {
  private readonly logger = new Logger('Semantic');
  private readonly judge: AnswerJudge;
  private running = 0;
  private isFailing = false;

  constructor(
    private readonly judgements: Judgements,
    private readonly stores: BackgroundStores,
    private readonly ledger: Ledger,
    private readonly settings: TrivetSettings,
    @Optional() @Inject(AnswerJudge) judge: AnswerJudge | null = null,
  ) {
    this.judge = judge ?? overlapJudge;
  }

  /** Who judges, for people. */
  get judgedBy(): Pick<AnswerJudge, 'name' | 'ownError'> {
    return this.judge;
  }

  /** Only a whole answer that passed the write gate is compared. */
  after(flight: AnswerFlight, comparable: Comparable): void {
    flight.onEnd((end) => {
      const fresh = storedTextOf(end);
      if (fresh !== null && this.running < AT_ONCE) void this.compare(comparable, fresh);
    });
  }

  /** Never rejects. */
  private async compare({ pair, source, wasJudged, ...answers }: Comparable, fresh: string): Promise<void> {
    this.running++;
    try {
      const judged = await this.judge.judge({ ...answers, fresh }, AbortSignal.timeout(JUDGE_MS));
      const isWrong = judged.verdict !== 'right';
      const run = (): Promise<void> => this.judgements.add(pair, { isWrong, source });
      await this.stores.add({ place: 'database', bytes: ROW_BYTES, run });
      this.count(judged, { source, wasJudged });
      this.isFailing = false;
    } catch (error) {
      this.failed(error);
    } finally {
      this.running--;
    }
  }

  private count(
    { verdict, usage }: Judged,
    { source, wasJudged }: Pick<Comparable, 'source' | 'wasJudged'>,
  ): void {
    this.ledger.record({
      type: 'semantic_judged',
      source,
      verdict,
      isPromoted: verdict === 'right' && !wasJudged,
      costUsd: usage ? costUsd({ model: this.judge.name, usage }, this.settings.price) : 0,
    });
  }

  private failed(error: unknown): void {
    this.ledger.record({ type: 'semantic_failure' });
    const what = error instanceof Error ? error.name : 'unknown error';
    if (!this.isFailing)
      this.logger.warn(`Pairs of questions cannot be judged (${what}); none counts meanwhile.`);
    this.isFailing = true;
  }
}

function storedTextOf(end: FlightEnd): string | null {
  return storingOf(end) === 'stored' ? (landingOf(end)?.answer.text ?? null) : null;
}
