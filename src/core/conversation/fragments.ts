import { ENGLISH, type Language } from './languages';
import { actionOf } from './actions';
import type { Phrase } from './phrases';
import { referencesOf } from './references';
import { Sentence } from './sentence';
import type { Token } from './tokens';
import { withoutEnd, withOwner, withTopic } from './topics';

/** A message without a verb of its own, and what of it is new. */
export type Fragment =
  /** `Why?`, `Since when?` */
  | { readonly kind: 'interrogative'; readonly text: string; readonly isWhy: boolean }
  /** `How much water?` */
  | { readonly kind: 'asked_thing'; readonly text: string }
  /** `On Sundays?`, `What about on Sundays?` */
  | { readonly kind: 'circumstance'; readonly text: string }
  /** `What about oat milk?`, `The price?` */
  | { readonly kind: 'thing'; readonly text: string }
  /** `And if it rains?` */
  | { readonly kind: 'condition'; readonly text: string; readonly hasPointer: boolean };

type Condition = Extract<Fragment, { kind: 'condition' }>;

/** `What about`, `and`: what follows is asked in the way of the question before. */
const WHAT_ABOUT =
  /^[\s¿]*(?:(?:and|but|so|ok(?:ay)?|then|und|aber|y|pero),?\s+)*(?:(?:what|how)\s+about|what\s+of|(?:und\s+)?was\s+ist\s+mit|wie\s+(?:ist|sieht)\s+(?:es|das)\s+(?:aus\s+)?(?:mit|bei)|(?:y\s+)?¿?qué\s+(?:tal|pasa\s+con|hay\s+de))\s+/iu;
const CONNECTIVE =
  /^[\s¿]*(?:(?:and|but|or|so|also|then|plus|ok(?:ay)?|und|oder|aber|auch|y|o|pero|también|e)\b,?\s+)+¿?/iu;
const CONDITION =
  /^(?:(?:what\s+)?(?:if|unless)|when\s+(?:it|the|we|i|you|they|he|she|somebody|nobody)|(?:was\s+)?(?:wenn|falls)|(?:qué\s+pasa\s+)?si)\s/iu;
const WHY = /^(?:why|how come|what for|warum|wieso|weshalb|por qué)\b/iu;

const ALSO = /,?\s+(?:too|also|as well|auch|también)(?=\s*[?.!]*$)/iu;

/** Thanks and other words to the listener, before what is asked. */
const FILLER =
  /^[\s]*(?:(?:ok(?:ay)?|thanks|thank you|thx|great|perfect|cool|nice|got it|i see|alright|all right|right|well|hm+|ah+|oh|sorry|hi|hello|danke|super|gut|vale|gracias|bueno|perfecto)(?:\s+(?:a lot|so much|very much|for that|schön|dir))?\s*[,.!–—-]+\s*)+/iu;

export interface Stripped {
  readonly text: string;
  /** Whether it began with `and`, `what about` or the like. */
  readonly isContinued: boolean;
  readonly isWhatAbout: boolean;
}

/** Takes away what stands before the question, and keeps how it began. */
export function stripped(message: string): Stripped {
  const plain = message.trim();
  const filled = plain.replace(FILLER, '');
  const whole = filled === '' ? plain : filled;
  const text = whole.replace(ALSO, '');
  if (text !== whole && text !== '') return { ...stripped(text), isContinued: true };
  const about = WHAT_ABOUT.exec(text);
  if (about && about[0].length < text.length)
    return { text: text.slice(about[0].length), isContinued: true, isWhatAbout: true };
  const connective = CONNECTIVE.exec(text);
  if (
    connective &&
    connective[0].length < text.length &&
    /[\p{L}\p{N}]/u.test(text.slice(connective[0].length))
  )
    return { text: text.slice(connective[0].length), isContinued: true, isWhatAbout: false };
  return { text, isContinued: false, isWhatAbout: false };
}

/** @returns null for a sentence */
export function fragmentOf(
  { text, isContinued, isWhatAbout }: Stripped,
  sentence: Sentence,
): Fragment | null {
  if (CONDITION.test(text))
    return isContinued || !hasMainClause(text)
      ? { kind: 'condition', text, hasPointer: referencesOf(sentence).length > 0 }
      : null;
  const [first] = sentence.tokens;
  if (!first) return null;
  const { content, language } = sentence;
  if (!isWhatAbout && language.interrogatives.has(first.lower) && content.length === 0 && !sentence.hasVerb)
    return { kind: 'interrogative', text, isWhy: WHY.test(text) };
  if (!isWhatAbout && isAskedWithPreposition(sentence))
    return { kind: 'interrogative', text, isWhy: WHY.test(text) };
  if (sentence.hasVerb && !isWhatAbout) return null;
  if (language.prepositions.has(first.lower)) return { kind: 'circumstance', text };
  if (language.interrogatives.has(first.lower)) return { kind: 'asked_thing', text };
  const isAsked = /\?\s*$/u.test(text) || isContinued;
  // Words without a question mark are what people type into a search box.
  if (content.length === 0 || content.length > 5 || (!isAsked && content.length > 1)) return null;
  return { kind: 'thing', text };
}

/** `Since when?`, `For how long?`: prepositions and interrogatives alone. */
function isAskedWithPreposition({ tokens, content, language, hasVerb }: Sentence): boolean {
  const [first, second] = tokens;
  if (!first || !second || hasVerb || content.length > 0) return false;
  return language.prepositions.has(first.lower) && language.interrogatives.has(second.lower);
}

/** `If it leaks, who do I call?` */
function hasMainClause(text: string): boolean {
  return /,\s*\S+\s+\S+/u.test(text);
}

/** Puts what is new into the question before it. */
export function attach(fragment: Fragment, before: Sentence, answer?: Sentence): string {
  switch (fragment.kind) {
    case 'interrogative':
      return fragment.isWhy ? withTopic(asks(fragment, before), figuresOf(answer)) : asks(fragment, before);
    case 'asked_thing':
      return withTopic(fragment.text, before.topics);
    case 'circumstance':
      return inPlaceOf(circumstanceLike(fragment.text, before), fragment.text, before);
    case 'thing':
      return about(fragment.text, before);
    case 'condition':
      return withCondition(fragment, before);
  }
}

const MAX_FIGURES = 2;

/** Why something is as it was answered: the figures of the answer's first sentence are what is asked about. */
function figuresOf(answer: Sentence | undefined): { readonly text: string }[] {
  const [first = ''] = answer?.text.split(/[.!?](?:\s|$)|\n/u) ?? [];
  const figures = first.replace(/\[\d+\]/gu, '').match(/[£$€]?\p{N}[\p{N}.,:]*(?: ?(?:%|°C))?/gu) ?? [];
  return figures.slice(0, MAX_FIGURES).map((text) => ({ text: text.replace(/[.,:]+$/u, '') }));
}

/** `If the parcel is lost` asks what happens then, with what was spoken of. */
function withCondition(
  { text, hasPointer }: Condition,
  { topics, language, text: before }: Sentence,
): string {
  const condition = withoutEnd(text).replace(/^(?:what|was)\s+/iu, '');
  const asked = language === ENGLISH ? `What happens ${lowerFirst(condition)}` : condition;
  // What happens "if the parcel is lost" is asked with all that it needs.
  if (new Sentence(condition, language).content.length > 1 && !hasPointer) return `${asked}?`;
  const action = actionOf(before);
  return withTopic(`${asked}?`, action === null ? topics : [{ text: action }]);
}

/** `Where?` behind `When is the next meeting?` is `Where is the next meeting?` */
function asks({ text, isWhy }: Extract<Fragment, { kind: 'interrogative' }>, before: Sentence): string {
  const rest = behindInterrogative(before);
  const asked = withoutEnd(text);
  const isSaid =
    rest !== null &&
    !/\b(?:not|nicht|no)$/iu.test(asked) &&
    new Sentence(rest, before.language).content.length > (isWhy ? 1 : 0);
  return isSaid ? `${asked} ${rest}?` : `${asked} (${lowerFirst(withoutEnd(before.text))})?`;
}

/** From the verb on; the whole of a question that begins with it. */
function behindInterrogative({ text, tokens, language }: Sentence): string | null {
  const { auxiliaries, copulas, interrogatives } = language;
  const [first] = tokens;
  if (!first) return null;
  const verb = tokens.find(
    ({ lower }) => (auxiliaries.has(lower) || copulas.has(lower)) && !lower.includes("'"),
  );
  if (verb) return lowerFirst(withoutEnd(text.slice(verb.start)));
  return interrogatives.has(first.lower) && tokens[1] ? withoutEnd(text.slice(tokens[1].start)) : null;
}

/** A phrase of the question with the same preposition, or both of them times. */
function circumstanceLike(text: string, before: Sentence): Phrase | null {
  const { tokens, language } = new Sentence(text, before.language);
  const [first] = tokens;
  const isTime = tokens.some(({ lower }) => language.times.has(lower));
  const behind = before.phrases.filter(({ preposition }) => preposition !== null);
  return (
    behind.findLast((phrase) => isTime && isTimePhrase(phrase, before)) ??
    behind.findLast(({ preposition }) => preposition === first?.lower && !isTime) ??
    null
  );
}

function inPlaceOf(phrase: Phrase | null, text: string, before: Sentence): string {
  const said = withoutEnd(text);
  if (!phrase) return `${withoutEnd(before.text)} ${lowerFirst(said)}?`;
  const preposition = phrase.preposition ?? '';
  const start = before.text.slice(0, phrase.start).toLowerCase().lastIndexOf(preposition);
  return before.text.slice(0, start) + lowerFirst(said) + before.text.slice(phrase.end);
}

/** `What about oat milk?` */
function about(text: string, before: Sentence): string {
  const said = withoutEnd(text);
  const sentence = new Sentence(said, before.language);
  if (isProperty(sentence)) return propertyOf(said, before);
  const [phrase] = sentence.phrases;
  const replaced = sentence.tokens.some(({ lower }) => before.language.times.has(lower))
    ? timeOf(before)
    : phrase
      ? likeThing(phrase, before)
      : null;
  // What was added before is what this takes the place of.
  if (!replaced) return `${withoutEnd(before.text).replace(/: [^:]*$/u, '')}: ${lowerFirst(said)}?`;
  return before.text.slice(0, replaced.start) + lowerFirst(said) + before.text.slice(replaced.end);
}

/** `The price?` is a property of what was spoken of. */
function isProperty({ content, language }: Sentence): boolean {
  return content.length > 0 && content.every(({ lower }) => language.relational.has(lower));
}

function propertyOf(said: string, { topics, language }: Sentence): string {
  if (language !== ENGLISH) return withTopic(said, topics);
  const named = /^(?:the|a|an|its|their|his|her)\s/iu.test(said)
    ? said.replace(/^\S+/u, 'the')
    : `the ${lowerFirst(said)}`;
  return withOwner(`What is ${named}?`, topics);
}

function timeOf(before: Sentence): Phrase | null {
  return before.phrases.findLast((phrase) => isTimePhrase(phrase, before)) ?? null;
}

function isTimePhrase({ start, end }: Phrase, { tokens, language }: Sentence): boolean {
  return tokens.some((token) => token.start >= start && token.end <= end && isTime(token, language));
}

function isTime({ lower }: Token, { times }: Language): boolean {
  return times.has(lower) || /^(?:19|20)\d\d$/u.test(lower);
}

/**
 * What the new phrase takes the place of: one of the same kind (`a 1 kg bag`, `a 250 g bag`), the only name for a name, what something
 * is done for, or the only thing.
 */
function likeThing(phrase: Phrase, before: Sentence): Pick<Phrase, 'start' | 'end'> | null {
  const kind = lastWord(phrase.text);
  const same = before.phrases.find(
    ({ start, baseEnd }) => lastWord(before.text.slice(start, baseEnd)) === kind,
  );
  if (same) return { start: same.start, end: same.baseEnd };
  const names = before.names.filter((name) => !isTimePhrase(name, before));
  const [name] = names;
  if (name && names.length === 1 && isNameLike(phrase)) return name;
  const purpose = before.parts.findLast(({ preposition }) => /^(?:for|für|para)$/u.test(preposition ?? ''));
  if (purpose) return purpose;
  const [thing, second] = before.topics;
  if (!thing || second || thing.isAsked) return null;
  const isMeasure = /^an?$/u.test(phrase.determiner ?? '') && /^an?$/u.test(thing.determiner ?? '');
  return { start: thing.start, end: isMeasure ? thing.baseEnd : thing.end };
}

function isNameLike({ isName, text }: Phrase): boolean {
  return isName || /^\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)*$/u.test(text);
}

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1).toLowerCase();
}

export function lowerFirst(text: string): string {
  const [first = ''] = text.split(/\s/u);
  // A name and a word in capitals keep theirs.
  return /^\p{Lu}\p{Ll}*$/u.test(first) && isPlainWord(first)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}

const PLAIN =
  /^(?:a|an|the|my|our|your|its|their|on|in|at|for|to|from|with|without|by|of|about|before|after|during|if|when|what|which|who|where|why|how|is|are|was|were|do|does|did|can|could|should|will|would|has|have|had|must|may|since|until|tell|show|list|explain|der|die|das|ein|eine|am|im|in|für|mit|an|zu|zum|zur|wenn|falls|was|wer|wie|wo|wann|warum|el|la|los|las|un|una|en|para|con|si|qué|cuándo|dónde|cómo|por)$/iu;

function isPlainWord(word: string): boolean {
  return PLAIN.test(word);
}
