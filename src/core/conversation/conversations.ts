import { Injectable } from '@nestjs/common';
import type { AnswerFormat, ChatTask, Turn } from '../ports/words';
import { TrivetSettings } from '../settings';
import { isFromProgram } from './programs';
import { rejoinderKind } from './rejoinder';
import { readFollowUp } from './standalone';
import { wishesOf } from './wishes';

/** A question as it was made of a conversation. */
export interface Standalone {
  readonly question: string;
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
}

/** A question that needs no turns to be understood, or one that keeps its turns. */
export type Understood<S extends Said> = S & { readonly standalone?: Standalone };

/**
 * What stands before a question is understood here, before anything is looked up. Behind this a question is one of four:
 *
 *     alone        it says all itself           no turns: it shares the answers of all who ask the same
 *     rewritten    made of its turns' words     no turns: likewise
 *     rejoinder    about the conversation       to the model with all turns, past notes and caches
 *     as it is     a program speaks, or the     all turns are part of both keys, and the model sees them
 *                  rules do not know how
 *
 * So turns that are in no key are never shown to a model that answers. An answer that others find holds no word of them, and nobody
 * can have a model say to others what the notes do not.
 */
@Injectable()
export class Conversations {
  constructor(private readonly settings: TrivetSettings) {}

  /** Whether there is anything to understand. */
  concerns({ earlier, task }: Said): boolean {
    return (
      this.settings.conversations === 'standalone' &&
      task === undefined &&
      earlier !== undefined &&
      earlier.length > 0 &&
      earlier.some(({ role }) => role !== 'system')
    );
  }

  understand<S extends Said>(ask: S): Understood<S> {
    const arrivedAt = performance.now();
    const { question, earlier = [] } = ask;
    if (question.length > this.settings.questionMaxChars || isFromProgram(ask)) return ask;
    const spoken = earlier.filter(({ role }) => role !== 'system');
    const kind = rejoinderKind(question);
    if (kind !== null && (ask.later?.length ?? 0) === 0)
      return { ...ask, task: { wants: 'rejoinder', kind } };
    const reading = readFollowUp(question, spoken);
    if (reading.kind === 'unknown') return ask;
    const made = reading.question.length > this.settings.questionMaxChars ? question : reading.question;
    return {
      ...ask,
      question: made,
      earlier: keptOf(earlier),
      standalone: { question: made.trim(), arrivedAt, ms: performance.now() - arrivedAt },
    };
  }
}

/** What shapes all answers of a conversation: system messages, and what a person wishes of them. */
function keptOf(earlier: readonly Turn[]): Turn[] {
  return earlier.flatMap((turn): Turn[] => {
    if (turn.role === 'system') return [turn];
    if (turn.role === 'assistant') return [];
    return wishesOf(turn.text).map((text) => ({ role: 'system', text: `The person said before: ${text}` }));
  });
}
