import { basesOf } from './inflection';
import { plainText } from './text';
import { spoken, type Word } from './wording';
import * as closed from './lexicon/closed-classes';
import { NEGATIONS, TIME_NOUNS } from './lexicon/contrasts';
import { BEFORE_NUMBERS, LIGHT, LIGHT_VERBS, TITLES } from './lexicon/light-words';
import { groupsOf } from './lexicon/paraphrases';
import { listed } from './lexicon/words';

/**
 * What a word does in a question.
 * - `number`: digits, or a word for a number.
 * - `name`: written as names are, or as codes are.
 * - `function`: of a closed class.
 * - `light`: frames the question.
 * - `content`: all else.
 */
export type Kind = 'number' | 'name' | 'function' | 'light' | 'content';

export interface Token extends Word {
  readonly kind: Kind;
  /** Base forms and names of paraphrase groups. Two words mean the same if they share one. */
  readonly ids: ReadonlySet<string>;
}

/** A question as the gates see it. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** @param question as it was typed: its capitals tell names */
export function read(question: string): Reading {
  const words = spoken(plainText(question));
  const isTitled = hasTitleCase(words);
  return { text: question, tokens: words.map((word, at) => tokenOf(word, { words, at, isTitled })) };
}

export function isSame(a: Token, b: Token): boolean {
  if (a.lower === b.lower) return true;
  for (const id of a.ids) if (b.ids.has(id)) return true;
  return false;
}

/** Whether a word names something that the answer depends on. */
export function isWeighty({ kind }: Token): boolean {
  return kind === 'number' || kind === 'name' || kind === 'content';
}

interface Place {
  readonly words: readonly Word[];
  readonly at: number;
  readonly isTitled: boolean;
}

function tokenOf(word: Word, place: Place): Token {
  const kind = kindOf(word, place);
  if (kind === 'number') return { ...word, kind, ids: new Set([word.lower]) };
  const bases = basesOf(word.lower);
  const ids = kind === 'name' ? bases : [...bases, ...bases.flatMap(groupsOf)];
  return { ...word, kind, ids: new Set(ids) };
}

function kindOf(word: Word, { words, at, isTitled }: Place): Kind {
  const { lower } = word;
  const next = words[at + 1];
  if (/^\d/.test(lower)) return 'number';
  if (NEGATIONS.has(lower)) return 'function';
  if (TITLES.has(lower) && next && /^\p{Lu}/u.test(next.text)) return 'light';
  if (BEFORE_NUMBERS.has(lower) && next && /^\d/.test(next.lower)) return 'light';
  if (isCode(word.text) || (!isTitled && isCapital(word))) return 'name';
  if (next && isTimeNoun(next)) {
    // `this Winter` is the Winter that is meant anyway, where `this week` is not any week.
    if (isCapital(next) && COMING.has(lower)) return 'light';
    if (lower === 'this' || lower === 'these') return 'content';
  }
  if (isFunctionWord(lower)) return 'function';
  if (!basesOf(lower).some((base) => LIGHT.has(base))) return 'content';
  return isMainVerb(words, at) ? 'content' : 'light';
}

/** As `find` in `how do I find users`: it names what is done, where `can you find` only asks. */
function isMainVerb(words: readonly Word[], at: number): boolean {
  const [auxiliary, subject, verb] = [words[at - 2], words[at - 1], words[at]];
  if (!auxiliary || !subject || !verb || LIGHT_VERBS.has(verb.lower)) return false;
  return ['i', 'we', 'one'].includes(subject.lower) && closed.AUXILIARIES.has(auxiliary.lower);
}

const COMING = listed('this upcoming coming');

function isFunctionWord(lower: string): boolean {
  return (
    closed.DETERMINERS.has(lower) ||
    closed.PREPOSITIONS.has(lower) ||
    closed.AUXILIARIES.has(lower) ||
    closed.OTHER_FUNCTION_WORDS.has(lower)
  );
}

function isTimeNoun({ lower }: Word): boolean {
  return basesOf(lower).some((base) => TIME_NOUNS.has(base));
}

/** A capital where none has to be. `I` is always written with one. */
function isCapital({ text, isFirst }: Word): boolean {
  return !isFirst && /^\p{Lu}/u.test(text) && !/^I(?:'|$)/.test(text);
}

/** Two capitals, a capital or a digit behind a letter, a sign that only codes have. */
function isCode(text: string): boolean {
  return /\p{Lu}.*\p{Lu}|\p{Ll}\p{Lu}|\p{L}\d|[_@/\\+#]|\p{L}\.\p{L}/u.test(text) && text.length > 1;
}

/** Where nearly every word has a capital, capitals tell no names. */
function hasTitleCase(words: readonly Word[]): boolean {
  const lettered = words.filter(({ text }) => /^\p{L}/u.test(text));
  const capital = lettered.filter(({ text }) => /^\p{Lu}/u.test(text));
  return lettered.length >= 4 && capital.length > 0.6 * lettered.length;
}
