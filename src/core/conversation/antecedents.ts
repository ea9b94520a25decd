import type { Phrase } from './phrases';
import type { Reference } from './references';
import type { Sentence } from './sentence';
import { withoutEnd } from './topics';

/** A longer name of something would be a sentence in a sentence. */
const LONGEST_NAME = 60;

/** What was said before a question. */
export interface Context {
  /** Earlier questions, each standalone. */
  readonly asked: readonly Sentence[];
  /** The beginnings of the answers. */
  readonly answers: readonly Sentence[];
}

/** What a word may point at, and whether it is one thing that can stand in its place. */
export interface Antecedents {
  readonly names: readonly string[];
  readonly isOne: boolean;
  /** What else tells which of their doings is meant: somebody is in many notes, `on holiday` in few. */
  readonly besides: readonly string[];
}

export function antecedentsOf({ to, token }: Reference, context: Context): Antecedents {
  switch (to) {
    case 'person': {
      const persons = personsOf(context);
      return persons.length > 0
        ? { ...oneOf(persons), besides: stateOf(context) }
        : several(textsOf(topicsOf(context)));
    }
    case 'place':
      return placesOf(context);
    case 'thing':
      return /^(?:they|them|their|these|those)$/u.test(token.lower) ? pluralOf(context) : thingOf(context);
    case 'vague':
      return several(
        token.lower === 'then'
          ? circumstancesOf(context)
          : [...answeredNames(context), ...textsOf(topicsOf(context))],
      );
  }
}

function oneOf(names: readonly string[]): Antecedents {
  const [only = ''] = names;
  return { names, isOne: names.length === 1 && only.length <= LONGEST_NAME, besides: [] };
}

function several(names: readonly string[]): Antecedents {
  return { names, isOne: false, besides: [] };
}

/** Where or in what state somebody was spoken of, times left out: `on holiday`, `to Lisbon`. */
function stateOf({ asked }: Context): string[] {
  const last = asked.at(-1);
  if (!last || last.names.length === 0) return [];
  const { times } = last.language;
  return last.phrases
    .filter(({ preposition }) => /^(?:in|on|at|to)$/u.test(preposition ?? ''))
    .filter(({ text }) => !text.split(' ').some((word) => times.has(word.toLowerCase())))
    .map(({ preposition, text }) => `${preposition ?? ''} ${text}`);
}

/** All of the question before from its topic on: `Tobias on holiday`. */
function circumstancesOf({ asked }: Context): string[] {
  const last = asked.at(-1);
  const [topic] = last?.topics ?? [];
  return last && topic ? [withoutEnd(last.text.slice(topic.start).replace(/[()]/gu, ''))] : [];
}

/** Somebody who was named last: in the answer to a question for somebody, else in a question, else in an answer. */
function personsOf(context: Context): string[] {
  const { asked, answers } = context;
  const answered = answeredNames(context);
  if (answered.length > 0) return answered;
  const last = asked.at(-1);
  if (last && last.names.length > 0) return textsOf(last.names);
  const told = answers.at(-1)?.namesTold ?? [];
  if (told.length > 0) return told.slice(0, 1);
  const saying = asked.findLast(({ names }) => names.length > 0);
  if (saying) return textsOf(saying.names);
  const before = answers.findLast(({ namesTold }) => namesTold.length > 0)?.namesTold;
  return (before ?? answers.at(-1)?.namesPerhaps ?? []).slice(0, 1);
}

/** A question for one of several (`which tea …`, `who …`) is answered with the one that is spoken of from then on. */
function answeredNames({ asked, answers }: Context): string[] {
  const [last, answer] = [asked.at(-1), answers.at(-1)];
  if (!last || !answer || !asksForOne(last)) return [];
  const said = last.text.toLowerCase();
  const isNew = (name: string): boolean => !said.includes(name.toLowerCase());
  const told = answer.namesTold.filter(isNew);
  return (told.length > 0 ? told : answer.namesPerhaps.filter(isNew)).slice(0, 1);
}

const WHO = /^(?:who|whom|whose|wer|wem|wen|quién|quien)\b/iu;

function asksForOne({ text, phrases, language }: Sentence): boolean {
  if (WHO.test(text)) return true;
  const [first] = phrases;
  if (!first?.isAsked || !/^(?:which|what|welche[rsnm]?|qué|cuál)\b/iu.test(text)) return false;
  return !language.relational.has(first.text.toLowerCase()) && !language.times.has(first.text.toLowerCase());
}

function thingOf(context: Context): Antecedents {
  const last = context.asked.at(-1);
  const answered = answeredNames(context);
  if (answered.length > 0 && !WHO.test(last?.text ?? '')) return oneOf(answered);
  const topics = topicsOf(context);
  const things = topics.filter(({ isName }) => !isName);
  if (things.length > 0) return oneOf(textsOf(things));
  // What we give Tobias is not Tobias, and "Maren and Tobias" are no it.
  const isObject = last?.isOfOurs === true && topics.some(({ preposition }) => preposition === null);
  const isSubject = !isObject && topics.every(({ text }) => !/ (?:and|&) /u.test(text));
  return isSubject ? oneOf(textsOf(topics)) : several(circumstancesOf(context));
}

/** Several, or those who are named: `they` may be a company. */
function pluralOf(context: Context): Antecedents {
  const answered = answeredNames(context);
  const topics = topicsOf(context);
  const plural = topics.filter(({ text }) => /s$/u.test(text) || / (?:and|&|und|y) /u.test(text));
  if (answered.length > 0)
    return oneOf([...textsOf(plural.length > 0 ? plural : (context.asked.at(-1)?.names ?? [])), ...answered]);
  const isPersons = plural.length > 0 && plural.every(({ isName }) => isName);
  if (plural.length > 0) return { ...oneOf(textsOf(plural)), besides: isPersons ? stateOf(context) : [] };
  return several(textsOf(topics));
}

const emptyPhrase: Phrase = {
  text: '',
  start: 0,
  end: 0,
  baseEnd: 0,
  determiner: null,
  preposition: null,
  isAsked: false,
  isName: true,
};

function placesOf(context: Context): Antecedents {
  const last = context.asked.at(-1);
  const place = last?.parts.findLast(({ preposition }) =>
    /^(?:in|at|to|from|near|nach|aus|en|a|de)$/u.test(preposition ?? ''),
  );
  if (!place) return several(textsOf(topicsOf(context)));
  const preposition = /^(?:at|near|in|en)$/u.test(place.preposition ?? '') ? place.preposition : 'in';
  return oneOf([`${preposition ?? 'in'} ${place.text}`]);
}

const POINTS_ITSELF = /^(?:this|that|these|those|dies\p{L}*|est[aeo]s?|es[aeo]s?)$/iu;

/** What the last question was about, or the last that was about anything. */
export function topicsOf({ asked, answers }: Context): readonly Phrase[] {
  for (const sentence of [...asked].reverse()) {
    const topics = sentence.topics.filter(({ determiner }) => !POINTS_ITSELF.test(determiner ?? ''));
    if (topics.length > 0) return topics;
  }
  for (const sentence of [...asked].reverse()) {
    const words = sentence.content.filter(({ lower }) => !sentence.language.relational.has(lower));
    if (words.length > 0) return words.map(({ text }) => ({ ...emptyPhrase, text }));
  }
  return answers.at(-1)?.topics.slice(0, 2) ?? [];
}

function textsOf(phrases: readonly Pick<Phrase, 'text'>[]): string[] {
  return [...new Set(phrases.map(({ text }) => text))];
}
