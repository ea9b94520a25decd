import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Ledger } from '../ledger/bus';
import { costUsd } from '../ledger/price';
import { ModelUnavailableError } from '../ports/model.errors';
import { QuestionCondenser, type Condensed } from '../ports/question-condenser';
import type { Turn, Usage } from '../ports/words';
import { cacheKey, type CacheKey, type KeyPart } from '../question/keys';
import { TrivetSettings } from '../settings';
import { withDeadline } from '../waiting/deadline';

/** What is to be made standalone, and for whom. */
export interface Condensable {
  readonly question: string;
  /** What people and models said before, oldest first. */
  readonly spoken: readonly Turn[];
  readonly tenant: string;
  /** The user, where nothing is shared between people; else null. */
  readonly onlyFor: string | null;
  /** What its asker wants of the caches. */
  readonly mayRemember: boolean;
  readonly mayRecall: boolean;
  readonly mayAsk: boolean;
}

/** A question that a model made; `question` is null where the message is about the conversation. */
export interface Made {
  readonly question: string | null;
  /** Of the call that was made for this asker; null where there was none. */
  readonly usage: Usage | null;
}

/** In characters of results and their keys: some 10,000 questions. */
const REMEMBERED_CHARS = 1_048_576;
const KEY_CHARS = 43;

/**
 * The model's way to a standalone question: remembered, shared between equal ones of the moment, and with a deadline of its own. It
 * never fails: where it has nothing, rules stand in.
 *
 * What is remembered is found only by who says the same turns and the same question in the same tenant. They learn nothing that they
 * have not said.
 */
@Injectable()
export class Condensing {
  private readonly logger = new Logger(Condensing.name);
  private readonly remembered: LRUCache<CacheKey, string>;
  private readonly running = new Map<CacheKey, Promise<Condensed | null>>();
  private isFailing = false;

  constructor(
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    @Optional() @Inject(QuestionCondenser) private readonly condenser: QuestionCondenser | null = null,
  ) {
    this.remembered = new LRUCache({
      maxSize: REMEMBERED_CHARS,
      sizeCalculation: (question) => KEY_CHARS + question.length,
      ttl: settings.cache.questionTtlMs,
    });
  }

  /** Whether there is a model for it. */
  get isThere(): boolean {
    return this.condenser !== null;
  }

  /** @returns null where rules must stand in */
  async make(wanted: Condensable): Promise<Made | null> {
    const { condenser } = this;
    if (!condenser) return null;
    const key = keyOf(wanted, condenser.modelId);
    const known = wanted.mayRecall ? this.remembered.get(key) : undefined;
    if (known !== undefined) return this.recalled(known);
    const running = wanted.mayRecall ? this.running.get(key) : undefined;
    if (running) {
      const shared = await running;
      return shared && this.recalled(shared.question);
    }
    return wanted.mayAsk ? this.lead(key, wanted, condenser) : null;
  }

  private recalled(question: string): Made {
    this.ledger.record({ type: 'condense', by: 'memory', ms: 0, costUsd: 0 });
    return { question: question === '' ? null : question, usage: null };
  }

  private async lead(key: CacheKey, wanted: Condensable, condenser: QuestionCondenser): Promise<Made | null> {
    const run = this.ask(wanted, condenser);
    if (wanted.mayRemember) this.running.set(key, run);
    try {
      const condensed = await run;
      if (!condensed) return null;
      const { question, usage } = condensed;
      if (wanted.mayRemember) this.remembered.set(key, question);
      return { question: question === '' ? null : question, usage };
    } finally {
      if (this.running.get(key) === run) this.running.delete(key);
    }
  }

  /** @returns null when the model failed, was too slow, or said what is no question */
  private async ask(
    { question, spoken }: Condensable,
    condenser: QuestionCondenser,
  ): Promise<Condensed | null> {
    const startedAt = performance.now();
    const leave = new AbortController();
    const ms = this.settings.condenseMs;
    const late = (): Error =>
      new ModelUnavailableError('language', { because: `It took longer than ${ms} ms.` });
    let condensed: Condensed | null = null;
    try {
      const work = condenser.condense(question, spoken, leave.signal);
      condensed = await withDeadline(work, { ms, late });
    } catch (error) {
      leave.abort(error);
      this.tellFailure(
        error instanceof ModelUnavailableError ? error.because : 'It failed in an unknown way.',
      );
    }
    const isUsable = this.isUsable(condensed);
    if (isUsable) this.isFailing = false;
    this.ledger.record({
      type: 'condense',
      by: isUsable ? 'model' : 'rules_instead',
      ms: performance.now() - startedAt,
      costUsd: condensed && costUsd({ model: condenser.name, usage: condensed.usage }, this.settings.price),
    });
    return isUsable ? condensed : null;
  }

  private isUsable(condensed: Condensed | null): condensed is Condensed {
    if (!condensed || condensed.kind === 'unusable') return false;
    return condensed.question.length <= this.settings.questionMaxChars;
  }

  /** Once, until it succeeds again. */
  private tellFailure(why: string): void {
    if (!this.isFailing)
      this.logger.warn(`Follow-ups are made standalone by rules, because the model gave none: ${why}`);
    this.isFailing = true;
  }
}

/** Of all that the model is shown, and of whose it is. */
function keyOf({ question, spoken, tenant, onlyFor }: Condensable, modelId: string): CacheKey {
  const turns = spoken.flatMap(({ role, text }): KeyPart[] => [role, text]);
  return cacheKey('standalone', [tenant, onlyFor === null ? [] : [onlyFor], modelId, ...turns, question]);
}
