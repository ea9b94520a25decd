import { Injectable } from '@nestjs/common';
import type { MaybePromise } from '../cache/maybe-promise';
import { Ledger } from '../ledger/bus';
import type { AnswerFormat, ChatTask, Principal, Turn, Usage } from '../ports/words';
import { TrivetSettings } from '../settings';
import { Condensing } from './condensing';
import { isFromProgram } from './programs';
import { rejoinderKind } from './rejoinder';
import { readFollowUp, type Reading } from './standalone';
import { wishesOf } from './wishes';

/** A question as it was made of a conversation. */
export interface Standalone {
  /** Null where there was none to make, because the message is about the conversation. */
  readonly question: string | null;
  /** Of the model call that was made for this asker; null where there was none. */
  readonly usage: Usage | null;
  /** On the clock of `performance.now()`: when the asker's own question arrived. */
  readonly arrivedAt: number;
  /** How long it took to make it. */
  readonly ms: number;
}

/** What is said in a conversation, and how it is to be answered. */
export interface Said {
  readonly question: string;
  /** Oldest first. */
  readonly earlier?: readonly Turn[] | undefined;
  readonly later?: readonly Turn[] | undefined;
  readonly format?: AnswerFormat | undefined;
  readonly task?: ChatTask | undefined;
  readonly principal: Principal;
  readonly policy: {
    readonly noCache: boolean;
    readonly noStore: boolean;
    readonly onlyIfCached: boolean;
  };
}

/** A question that needs no turns to be understood, or one that keeps its turns. */
export type Understood<S extends Said> = S & { readonly standalone?: Standalone };

/**
 * What stands before a question is understood here, before anything is looked up. Behind this a question is one of four.
 *
 * - *Alone*: it says all itself. Its turns are dropped, and it shares the answers of all who ask the same.
 * - *Rewritten*: it was made of its turns' words. They are dropped likewise.
 * - *Rejoinder*: it is about the conversation. It goes to the model with all turns, past notes and caches.
 * - *As it is*: a program speaks, or the rules do not know how. All turns are part of both keys, and the model sees them.
 *
 * So turns that are in no key are never shown to a model that answers. An answer that others find holds no word of them, and nobody
 * can have a model say to others what the notes do not.
 */
@Injectable()
export class Conversations {
  constructor(
    private readonly settings: TrivetSettings,
    private readonly condensing: Condensing,
    private readonly ledger: Ledger,
  ) {}

  /** Whether there is anything to understand. */
  concerns({ earlier, task }: Said): boolean {
    return (
      this.settings.conversations === 'standalone' &&
      task === undefined &&
      earlier !== undefined &&
      earlier.length > 0 &&
      earlier.some(isSpoken)
    );
  }

  /** Rules say what is clear. All else is said by the model, where there is one. There is no promise where rules say it. */
  understand<S extends Said>(ask: S): MaybePromise<Understood<S>> {
    const arrivedAt = performance.now();
    const { question, earlier = [] } = ask;
    if (question.length > this.settings.questionMaxChars || isFromProgram(ask)) return ask;
    const kind = rejoinderKind(question);
    if (kind !== null) return { ...ask, task: { wants: 'rejoinder', kind } };
    const spoken = earlier.filter(isSpoken);
    const reading = readFollowUp(question, spoken);
    const isClear = reading.kind === 'alone' && reading.isSure;
    const understood = { ask, spoken, reading, arrivedAt };
    return isClear || !this.condensing.isThere ? this.byRules(understood) : this.byModel(understood);
  }

  private async byModel<S extends Said>(conversation: Conversation<S>): Promise<Understood<S>> {
    const { ask, spoken, arrivedAt } = conversation;
    const { question, principal, policy } = ask;
    const made = await this.condensing.make({
      question,
      spoken,
      tenant: principal.tenant,
      onlyFor: this.settings.cache.sharing === 'user' ? principal.user : null,
      mayRemember: !policy.noStore,
      mayRecall: !policy.noStore && !policy.noCache,
      mayAsk: !policy.onlyIfCached,
    });
    if (!made) return this.standalone(conversation, byRulesOf(conversation));
    if (made.question !== null)
      return this.standalone(conversation, { question: made.question, usage: made.usage });
    const standalone = { question: null, usage: made.usage, arrivedAt, ms: performance.now() - arrivedAt };
    return { ...ask, task: { wants: 'rejoinder', kind: 'other' }, standalone };
  }

  private byRules<S extends Said>(conversation: Conversation<S>): Understood<S> {
    const made = byRulesOf(conversation);
    if (made) this.ledger.record({ type: 'condense', by: 'rules', ms: 0, costUsd: 0 });
    return this.standalone(conversation, made);
  }

  private standalone<S extends Said>(
    { ask, arrivedAt }: Conversation<S>,
    made: Pick<Standalone, 'question' | 'usage'> | null,
  ): Understood<S> {
    if (!made || made.question === null) return ask;
    // What would be too long to ask is searched as it was asked.
    const question = made.question.length > this.settings.questionMaxChars ? ask.question : made.question;
    return {
      ...ask,
      question,
      earlier: keptOf(ask.earlier ?? []),
      standalone: { ...made, question: question.trim(), arrivedAt, ms: performance.now() - arrivedAt },
    };
  }
}

/** A question with what is known of its turns. */
interface Conversation<S extends Said> {
  readonly ask: S;
  readonly spoken: readonly Turn[];
  readonly reading: Reading;
  readonly arrivedAt: number;
}

/** @returns null where rules cannot make one */
function byRulesOf({
  reading,
}: Pick<Conversation<Said>, 'reading'>): Pick<Standalone, 'question' | 'usage'> | null {
  return reading.kind === 'unknown' ? null : { question: reading.question, usage: null };
}

function isSpoken({ role }: Turn): boolean {
  return role !== 'system';
}

/** What shapes all answers of a conversation: system messages, and what a person wishes of them. */
function keptOf(earlier: readonly Turn[]): Turn[] {
  return earlier.flatMap((turn): Turn[] => {
    if (turn.role === 'system') return [turn];
    if (turn.role === 'assistant') return [];
    return wishesOf(turn.text).map((text) => ({ role: 'system', text: `The person said before: ${text}` }));
  });
}
