import type { AnswerFormat, Turn } from '../ports/words';

/** A person's message in a chat is shorter, and has fewer lines. */
const MAX_CHARS = 600;
const MAX_LINES = 4;

/** Frames that programs put around their parts: of DSPy, of agents that think in text, of prompts in XML, JSON and Markdown. */
const FRAME =
  /^\s*(?:\[\[ ?##|[{<[`#]|```|(?:observation|thought|action|question|query|context|task|input|instructions?|system|user|human)s?\s*:)/iu;

interface Asked {
  readonly question: string;
  readonly earlier?: readonly Turn[] | undefined;
  readonly later?: readonly Turn[] | undefined;
  readonly format?: AnswerFormat | undefined;
}

/** What calls and results of tools are told as (`openai/said.ts`). */
const TOOL = /^\[(?:Called|Result of) /mu;

/** A turn that is a form, as examples for a model are. An answer may begin with code; it is no example then. */
const FORM = /^\s*(?:\[\[ ?##|\{|\[\s*[{"])/u;

/**
 * Whether a program speaks in the turns, and not a person in a chat. Its turns may be examples of how to answer, steps on the way to
 * an answer, or what was wrong with the last one. A question cannot be made standalone without losing them.
 */
export function isFromProgram({ question, earlier = [], later = [], format }: Asked): boolean {
  if (format !== undefined || later.length > 0) return true;
  if (
    question.length > MAX_CHARS ||
    question.split('\n', MAX_LINES + 1).length > MAX_LINES ||
    FRAME.test(question)
  )
    return true;
  return earlier.some(({ role, text }) => role !== 'system' && (TOOL.test(text) || FORM.test(text)));
}
