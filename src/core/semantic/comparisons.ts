import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { BackgroundStores } from '../cache/background-stores';
import type { FlightEnd } from '../flight/flight-end';
import type { AnswerFlight } from '../flight/answer-flight';
import { withDeadline } from '../waiting/deadline';
import { Ledger } from '../ledger/bus';
import { costUsd } from '../ledger/price';
import { AnswerJudge, type Judged, type JudgedAnswers } from '../ports/answer-judge';
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

/** The flight that an asker boarded, and whether somebody else leads it. */
interface Asked {
  readonly flight: AnswerFlight;
  readonly collapsed: boolean;
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
  /** Pairs under way. */
  private readonly running = new Set<string>();
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

  /** Only a whole answer that passed the write gate is compared, and by the asker alone who had it made: one answer, one judgement. */
  after({ flight, collapsed }: Asked, comparable: Comparable): void {
    if (collapsed) return;
    flight.onEnd((end) => {
      const fresh = generatedTextOf(end);
      if (fresh !== null && this.hasRoomFor(comparable)) void this.compare(comparable, fresh);
    });
  }

  /** The monitor lives on audits: none is left out. */
  private hasRoomFor({ pair, source }: Comparable): boolean {
    return !this.running.has(nameOf(pair)) && (source === 'audit' || this.running.size < AT_ONCE);
  }

  /** Never rejects. */
  private async compare({ pair, source, wasJudged, ...answers }: Comparable, fresh: string): Promise<void> {
    const name = nameOf(pair);
    this.running.add(name);
    try {
      const judged = await this.judged({ ...answers, fresh }, source);
      if (!judged) return;
      const isWrong = judged.verdict !== 'right';
      const run = async (): Promise<void> => {
        await this.judgements.add(pair, { isWrong, source });
        this.count(judged, { source, wasJudged });
      };
      await this.stores.add({ place: 'hints', bytes: ROW_BYTES, run });
    } catch (error) {
      this.failed(error);
    } finally {
      this.running.delete(name);
    }
  }

  /** @returns null where the judge failed. An audit that could not be judged is uncertain, and so counts as wrong. */
  private async judged(answers: JudgedAnswers, source: Comparable['source']): Promise<Judged | null> {
    try {
      const judging = this.judge.judge(answers, AbortSignal.timeout(JUDGE_MS));
      const judged = await withDeadline(judging, { ms: JUDGE_MS, late: () => new LateJudgeError() });
      this.isFailing = false;
      return judged;
    } catch (error) {
      this.failed(error);
      return source === 'audit' ? { verdict: 'uncertain', usage: null } : null;
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

function generatedTextOf(end: FlightEnd): string | null {
  if (end.how !== 'answered' || end.by !== 'model' || end.storing !== 'stored') return null;
  return end.answer.text;
}

function nameOf({ pool, question, candidate }: QuestionPair): string {
  return pool + question + candidate;
}

class LateJudgeError extends Error {
  constructor() {
    super(`The judge took longer than ${JUDGE_MS} ms.`);
    this.name = 'LateJudgeError';
  }
}
