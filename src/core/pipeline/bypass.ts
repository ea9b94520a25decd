import { Injectable } from '@nestjs/common';
import type { Understood } from '../conversation/conversations';
import { NotCachedError } from '../errors';
import { AnswerFlight } from '../flight/answer-flight';
import { degradedBecause, landingOf, type FlightEnd } from '../flight/flight-end';
import { Ledger } from '../ledger/bus';
import type { ChatTask, Prompt } from '../ports/words';
import { TrivetSettings } from '../settings';
import type { Ask } from './arrival';
import { Generation, type GenerationOptions } from './generation';
import { costUsd } from '../ledger/price';
import type { Miss } from './reply';

const NO_TIME = Object.freeze({ standaloneMs: 0, stampsMs: 0, lookupMs: 0, embeddingMs: 0, retrievalMs: 0 });

/**
 * The way past notes and caches, for what a program asks about its own chat, and what a person says about the conversation. The
 * model is sent what was said, nothing is looked up, nobody else hears the answer, and no more than a count remains of it.
 */
@Injectable()
export class Bypass {
  constructor(
    private readonly settings: TrivetSettings,
    private readonly generation: Generation,
    private readonly ledger: Ledger,
  ) {}

  /**
   * @throws {NotCachedError} `onlyIfCached` was asked for
   * @throws the reason of the asker's leaving
   */
  answer(ask: Understood<Ask>, task: ChatTask): Miss {
    const { question, name, earlier = [], sampling, format, policy, leaving, principal } = ask;
    if (policy.onlyIfCached) throw new NotCachedError();
    const left = leaving?.();
    left?.throwIfAborted();
    const flight = new AnswerFlight();
    flight.board(left);
    flight.onEnd((end) => {
      this.record(end);
    });
    const prompt = { question, name, evidence: [], earlier, sampling, format, task };
    void this.fly(prompt, { flight, mayStore: false, tenant: principal.tenant });
    return {
      outcome: 'miss',
      layer: null,
      reason: 'bypassed',
      about: 'chat',
      passages: [],
      collapsed: false,
      flight,
      timings: NO_TIME,
      reranked: null,
      standalone: ask.standalone ?? null,
    };
  }

  /** Never rejects. */
  private async fly(prompt: Prompt, options: GenerationOptions): Promise<void> {
    const { flight } = options;
    try {
      flight.end(await this.generation.generate(prompt, options));
    } catch (error) {
      flight.end({ how: 'failed', error });
    }
  }

  private record(end: FlightEnd): void {
    const landing = landingOf(end);
    if (!landing) return;
    this.ledger.record({
      type: 'bypassed',
      degraded: degradedBecause(landing) !== null,
      costUsd: costUsd(landing.answer, this.settings.price),
    });
  }
}
