import type { Turn } from '../ports/words';
import { languageOf, type Language } from './languages';
import { attach, fragmentOf, stripped, type Stripped } from './fragments';
import { referencesOf, type Reference } from './references';
import { rejoinderKind } from './rejoinder';
import { Sentence } from './sentence';
import { actionOf, doing } from './actions';
import { antecedentsOf, topicsOf, type Context } from './antecedents';
import { withOwner, withTopic } from './topics';

/** What the rules make of a question behind other turns. */
export type Reading =
  /** Every word of it is the asker's, and nothing is missing. `isSure` where no word even looks like a follow-up's. */
  | { readonly kind: 'alone'; readonly question: string; readonly isSure: boolean }
  | { readonly kind: 'rewritten'; readonly question: string }
  /** It is in a language that the rules do not know. */
  | { readonly kind: 'unknown' };

/** Of older turns nothing is taken: who speaks of something after so long names it. */
const MAX_TURNS = 16;
/** Of a text that somebody pasted, or of a long answer, only the beginning tells what it is about. */
const MAX_CHARS = 600;

/**
 * Makes a question standalone from the words of the turns before it. Pronouns are replaced by what they point at where that is one
 * thing; else the topic is added in brackets. A message without a verb takes its place in the question before.
 *
 * The same turns and question always give the same text. It holds no words but theirs and `what is the`.
 *
 * @param earlier what people and models said, oldest first
 */
export function readFollowUp(question: string, earlier: readonly Turn[]): Reading {
  const language = languageIn(question, earlier);
  if (!language) return { kind: 'unknown' };
  let context: Context = { asked: [], answers: [] };
  let isAside = false;
  for (const { role, text } of earlier.slice(-MAX_TURNS)) {
    const said = text.slice(0, MAX_CHARS);
    if (role === 'user') isAside = rejoinderKind(text) !== null;
    if (role === 'user' && !isAside) context = withQuestion(context, said, language);
    // What was said of the conversation is not about notes.
    if (role === 'assistant' && !isAside)
      context = { ...context, answers: [...context.answers, new Sentence(said, language)] };
  }
  return read(question, context, language);
}

/** The question's own, else that of what its asker said last. */
function languageIn(question: string, earlier: readonly Turn[]): Language | null {
  const own = languageOf(question);
  if (own) return own;
  const before = earlier.findLast(({ role, text }) => role === 'user' && languageOf(text) !== null);
  // Words that no list has tell nothing; a sentence of them is in a language that the rules do not know.
  return before && question.trim().split(/\s+/u).length <= 3 ? languageOf(before.text) : null;
}

function withQuestion(context: Context, text: string, otherwise: Language): Context {
  const language = languageOf(text) ?? otherwise;
  const reading = read(askedIn(text), context, language);
  if (reading.kind === 'unknown') return context;
  return { ...context, asked: [...context.asked, new Sentence(reading.question, language)] };
}

/** Of several sentences the last that asks, else the last. */
function askedIn(text: string): string {
  const sentences =
    text.match(/[^.?!\n]+(?:[.?!](?!\s|$)[^.?!\n]*)*[.?!]*/gu)?.map((sentence) => sentence.trim()) ?? [];
  const said = sentences.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
  return said.findLast((sentence) => sentence.endsWith('?')) ?? said.at(-1) ?? text;
}

function read(message: string, context: Context, language: Language): Reading {
  const start = stripped(message);
  const sentence = new Sentence(start.text, language);
  const before = context.asked.at(-1);
  if (!before && context.answers.length === 0) return { kind: 'alone', question: message, isSure: true };
  const action = before && doing(start.text, actionOf(before.text));
  if (action) return { kind: 'rewritten', question: tidy(action) };
  const references = referencesOf(sentence);
  const resolved = references.length > 0 ? resolve(sentence, references, context) : start.text;
  const fragment = before && fragmentOf(start, sentence);
  if (fragment)
    return {
      kind: 'rewritten',
      question: tidy(attach({ ...fragment, text: resolved }, before, context.answers.at(-1))),
    };
  if (references.length > 0 && resolved !== start.text)
    return { kind: 'rewritten', question: tidy(resolved) };
  if (references.length === 0 && before && (lacksTopic(sentence) || isThin(sentence)))
    return { kind: 'rewritten', question: tidy(withOwner(start.text, topicsOf(context))) };
  return asItIs(message, start, references.length === 0 && !isThin(sentence) && !DEFINITION.test(start.text));
}

/** `And how much is shipping?` stands alone without its `and`. */
function asItIs(message: string, { text, isContinued, isWhatAbout }: Stripped, isSure: boolean): Reading {
  if (text === message.trim() || isWhatAbout) return { kind: 'alone', question: message, isSure };
  return isContinued || text !== message.trim()
    ? { kind: 'rewritten', question: tidy(text) }
    : { kind: 'alone', question: message, isSure };
}

/** Whether all that it names is a part or property of something that it does not name. */
function lacksTopic({ content, language, tokens }: Sentence): boolean {
  if (tokens.length === 0) return false;
  return content.every(({ lower }) => language.relational.has(lower));
}

/** `What is a quaker?` names all that it is about. */
const DEFINITION =
  /^(?:what(?:'s| is| are) (?!the\b|our\b|my\b)|who(?:'s| is| are) (?!the\b|our\b|my\b)|was (?:ist|sind) (?:ein|eine)\b|¿?qué (?:es|son) un)/iu;

/** One word of content names a part of something more often than a thing of its own: `How much is a ticket?` */
function isThin({ text, content, language, names }: Sentence): boolean {
  if (names.length > 0 || DEFINITION.test(text)) return false;
  const { relational, times, nounsAreCapital } = language;
  const naming = content.filter(({ lower }) => !relational.has(lower) && !times.has(lower));
  // One German noun is often two words of another language.
  return naming.length < (nounsAreCapital ? 1 : 2);
}

function resolve(sentence: Sentence, references: readonly Reference[], context: Context): string {
  let text = sentence.text;
  const added: string[] = [];
  for (const reference of [...references].reverse()) {
    const { token, isPossessive } = reference;
    const { names, isOne, besides } = antecedentsOf(reference, context);
    const [only] = names;
    const replacement = isOne && only !== undefined ? inPlace(only, isPossessive) : null;
    if (replacement === null) added.unshift(...names);
    else text = text.slice(0, token.start) + replacement + text.slice(token.end);
    added.push(...besides);
  }
  return withTopic(
    text,
    added.map((name) => ({ text: name })),
  );
}

/** @returns null where the words would not make a sentence */
function inPlace(antecedent: string, isPossessive: boolean): string | null {
  if (!isPossessive) return antecedent;
  const isShort = antecedent.split(/\s/u).length <= 3;
  if (!isShort) return null;
  return /s$/u.test(antecedent) ? `${antecedent}'` : `${antecedent}'s`;
}

function tidy(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.charAt(0).toUpperCase() + line.slice(1);
}
