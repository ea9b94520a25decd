import { type ChatTask, LanguageModel, type ModelEvent, type Prompt } from '../../core';
import { answerInForm } from './about-chat-form';
import { answerAboutChat } from './about-chat';
import { tellsAmount } from './amount';
import { answerToRejoinder } from './rejoinder';
import { choose } from './choose';
import { Question } from './question';
import { joined, quotesOf } from './quote';
import { rankPieces } from './score';
import { withSuperlative } from './superlative';
import { withTimeliness } from './timeliness';
import { NOTHING_ANSWERS } from '../language/template';

/**
 * Answers by quoting at most three sentences of the evidence, about 500 characters. Each is followed by `[n]`, the
 * number of its passage from 1. When none answers, it says {@link NOTHING_ANSWERS}. What is asked about a chat it
 * answers from the chat.
 *
 * Offline and deterministic, 1 to 2 ms for five passages. bench/extractive-xquad.ts measures how often the quotes
 * hold the answer.
 */
export class ExtractiveLanguageModel extends LanguageModel {
  /** The version is part of every answer's cache key. Raise it with every change of what is quoted. */
  readonly modelId = 'extractive-4';
  readonly name = 'extractive';
  readonly formats = null;
  override readonly readsSimilarity = true;

  /**
   * One token per quote.
   * @throws the signal's reason when aborted
   */
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, quoting is not
  async *stream(prompt: Prompt, signal?: AbortSignal): AsyncGenerator<ModelEvent> {
    signal?.throwIfAborted();
    if (prompt.format && prompt.task && prompt.task.wants !== 'rejoinder') {
      yield* answerInForm(prompt.task, prompt.format);
      yield { type: 'end', finish: 'stop', usage: null, answerable: null };
      return;
    }
    const quotes = prompt.task ? [] : quotesFor(prompt.question, prompt.evidence);
    const texts =
      quotes.length > 0 ? quotes : [prompt.task ? toldOfChat(prompt.task, prompt) : NOTHING_ANSWERS];
    for (const text of texts) {
      signal?.throwIfAborted();
      yield { type: 'token', text };
    }
    yield { type: 'end', finish: 'stop', usage: null, answerable: prompt.task ? null : quotes.length > 0 };
  }
}

function toldOfChat(task: ChatTask, { earlier = [] }: Prompt): string {
  return task.wants === 'rejoinder' ? answerToRejoinder(task, earlier) : answerAboutChat(task);
}

function quotesFor(question: string, evidence: Prompt['evidence']): string[] {
  const titles = evidence.map(({ title }) => title);
  const asked = new Question(question);
  const ranked = withSuperlative(question, rankPieces(asked, evidence), titles);
  const chosen = choose(withTimeliness(question, ranked, evidence));
  return tellsAmount(asked, chosen) ? joined(quotesOf(chosen)) : [];
}
