import type { Rejoinder, Turn } from '../../core';

/** What needs a model that writes. */
const CANNOT = 'I can quote your notes, but only a language model can reword what was said.';
const ASK_ON = 'Ask me about something in your notes.';
const NOTHING_SAID = 'Nothing was said before.';

/** So many of somebody's own questions are told. */
const MAX_QUESTIONS = 20;

/**
 * Answers what a person says about the conversation from what was said in it. It cannot say anew what it said, and it claims nothing:
 * the notes may have changed since.
 *
 * @param earlier oldest first
 */
export function answerToRejoinder({ kind }: Rejoinder, earlier: readonly Turn[]): string {
  const last = earlier.findLast(({ role }) => role === 'assistant')?.text.trim() ?? '';
  switch (kind) {
    case 'thanks':
      return 'You are welcome.';
    case 'doubt':
      return last === ''
        ? NOTHING_SAID
        : `I can only quote your notes. This is what I said:\n${quoted(last)}`;
    case 'shorter':
      return firstQuoteOf(last) || NOTHING_SAID;
    case 'again':
      return uncited(last) || NOTHING_SAID;
    case 'asked':
      return questionsOf(earlier);
    case 'reword':
      return CANNOT;
    case 'other':
      return ASK_ON;
  }
}

/** Its `[n]` name sources of another answer. */
function uncited(answer: string): string {
  return answer.replace(/ ?\[\d{1,2}\]/gu, '').trim();
}

/** A quote ends with its `[n]`. */
function firstQuoteOf(answer: string): string {
  const [first = ''] = answer.split(/\[\d{1,2}\]/u);
  return uncited(first);
}

function quoted(answer: string): string {
  return uncited(answer)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

function questionsOf(earlier: readonly Turn[]): string {
  const asked = earlier.filter(({ role }) => role === 'user').slice(-MAX_QUESTIONS);
  if (asked.length === 0) return NOTHING_SAID;
  return ['You asked:', ...asked.map(({ text }) => `- ${text.replace(/\s+/gu, ' ').trim()}`)].join('\n');
}
