import { LanguageModel, type ModelEvent, type Prompt } from '../../core';
import { answerAboutChat } from './about-chat';
import { choose } from './choose';
import { Question } from './question';
import { rankSentences, type Scored } from './score';
import { NOTHING_ANSWERS } from '../language/template';

/**
 * Answers by quoting at most three sentences of the evidence, about 500 characters. Each is followed by `[n]`, the
 * number of its passage from 1. When none answers, it says {@link NOTHING_ANSWERS}. What a program asks about its own
 * chat it answers from the chat.
 *
 * Offline and deterministic, 1 to 2 ms for five passages. bench/extractive-xquad.ts measures how often the quotes
 * hold the answer.
 */
export class ExtractiveLanguageModel extends LanguageModel {
  /** The version is part of every answer's cache key. Raise it with every change of what is quoted. */
  readonly modelId = 'extractive-1';
  readonly name = 'extractive';
  readonly formats = null;

  /**
   * One token per line.
   * @throws the signal's reason when aborted
   */
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, quoting is not
  async *stream({ question, evidence, task }: Prompt, signal?: AbortSignal): AsyncGenerator<ModelEvent> {
    signal?.throwIfAborted();
    const lines = task ? [answerAboutChat(task)] : quotesFor(question, evidence);
    for (const [at, line] of lines.entries()) {
      signal?.throwIfAborted();
      yield { type: 'token', text: at === 0 ? line : `\n${line}` };
    }
    yield { type: 'end', finish: 'stop', usage: null };
  }
}

function quotesFor(question: string, evidence: Prompt['evidence']): string[] {
  const chosen = choose(rankSentences(new Question(question), evidence));
  return chosen.length > 0 ? inReadingOrder(chosen).map(quote) : [NOTHING_ANSWERS];
}

function quote({ text, passage }: Scored): string {
  return `${text} [${passage + 1}]`;
}

/** Passages stay in order of their best sentence. Inside one, a pronoun comes after what it points to. */
function inReadingOrder(chosen: readonly Scored[]): Scored[] {
  const passages = [...new Set(chosen.map(({ passage }) => passage))];
  return passages.flatMap((passage) =>
    chosen.filter((sentence) => sentence.passage === passage).sort((a, b) => a.at - b.at),
  );
}
