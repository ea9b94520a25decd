import { setImmediate as turn } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { OWN_ANSWER } from '../pipeline/inquiry';
import type { RefreshOutcome } from '../ledger/events';
import { Ledger } from '../ledger/bus';
import { Clock } from '../ports/clock';
import { costUsd } from '../ledger/price';
import { isShared, type Miss } from '../pipeline/reply';
import { storingOf } from '../flight/flight-end';
import { TrivetSettings } from '../settings';
import { Trivet } from '../pipeline/trivet';
import { PopularQuestions, type PopularQuestion } from '../pipeline/popular-questions';

const MINUTE_MS = 60_000;

/** What came of one refresh; `costUsd` is null where no price is set. */
interface Refreshed {
  readonly outcome: RefreshOutcome;
  readonly costUsd: number | null;
}

/**
 * After an edit, asks the most asked questions of the scopes that it touched, so that the next person finds an exact hit. They
 * go down the ordinary ladder, one at a time and under the rights of the person who asked last. So an answer is stored under the
 * scope and stamps that it was made from, and nobody else finds it. A question that is still fresh costs one look-up. One that
 * the edit did not concern costs a search.
 */
@Injectable()
export class Refresher implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Refresh');
  private readonly ending = new AbortController();
  private touchedCorpora = new Set<string>();
  private running: Promise<void> | null = null;
  private isFailing = false;
  private minute = { beganAt: 0, asked: 0 };

  constructor(
    private readonly trivet: Trivet,
    private readonly popular: PopularQuestions,
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** To be called when a change of these corpora is committed; off the request path. */
  touched(corpora: readonly string[]): void {
    if (this.settings.refresh.top === 0 || !this.settings.cache.enabled || this.ending.signal.aborted) return;
    for (const corpus of corpora) this.touchedCorpora.add(corpus);
    this.running ??= this.work();
  }

  /** @returns when nothing is left to refresh */
  async settled(): Promise<void> {
    await this.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  /** Never rejects. */
  private async work(): Promise<void> {
    while (this.touchedCorpora.size > 0) {
      // The person who made the change goes first, and so do people who ask meanwhile.
      await turn();
      const touched = this.touchedCorpora;
      this.touchedCorpora = new Set();
      if (!(await this.refreshAll(this.popular.mostAskedOf(touched)))) this.touchedCorpora.clear();
    }
    this.running = null;
  }

  /** @returns false when the rest is given up, until the next edit */
  private async refreshAll(questions: readonly PopularQuestion[]): Promise<boolean> {
    for (const question of questions) {
      if (!this.hasBudget()) {
        this.ledger.record({ type: 'refresh', outcome: 'over_budget', costUsd: null });
        return false;
      }
      const { outcome, costUsd } = await this.refresh(question);
      if (this.ending.signal.aborted) return false;
      this.ledger.record({ type: 'refresh', outcome, costUsd });
      if (outcome === 'failed') return false;
      await turn();
    }
    return true;
  }

  private async refresh({ key, question, topK, principal }: PopularQuestion): Promise<Refreshed> {
    const leaving = this.ending.signal;
    try {
      const ask = { question, topK, principal, policy: OWN_ANSWER, leaving: () => leaving };
      const reply = await this.trivet.ask({ ...ask, inBackground: true });
      if (reply.outcome === 'hit' && reply.match === 'exact') return { outcome: 'fresh', costUsd: 0 };
      this.minute.asked++;
      if (reply.outcome === 'hit') return { outcome: 'revalidated', costUsd: 0 };
      this.popular.halve(key);
      return await this.landed(reply);
    } catch (error) {
      return this.failed(error instanceof Error ? error.name : 'unknown error');
    }
  }

  private async landed(miss: Miss): Promise<Refreshed> {
    const landing = await miss.flight.landing(this.ending.signal);
    switch (landing.how) {
      case 'quoted':
        return this.failed('ModelUnavailableError');
      case 'answered': {
        this.works();
        const cost = isShared(miss, landing) ? 0 : costUsd(landing.answer, this.settings.price);
        return { outcome: storingOf(landing) === 'stored' ? 'generated' : 'refused', costUsd: cost };
      }
    }
  }

  private failed(what: string): Refreshed {
    if (!this.isFailing && !this.ending.signal.aborted)
      this.logger.warn(
        `Refreshing popular questions fails (${what}); it is tried again after the next edit.`,
      );
    this.isFailing = true;
    return { outcome: 'failed', costUsd: null };
  }

  private works(): void {
    if (this.isFailing) this.logger.log('Refreshing popular questions works again.');
    this.isFailing = false;
  }

  private hasBudget(): boolean {
    const now = this.clock.now();
    if (Math.abs(now - this.minute.beganAt) >= MINUTE_MS) this.minute = { beganAt: now, asked: 0 };
    return this.minute.asked < this.settings.refresh.perMinute;
  }
}
