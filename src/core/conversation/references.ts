import { ENGLISH, GERMAN, SPANISH, type Language } from './languages';
import type { Sentence } from './sentence';
import { isContent, type Token } from './tokens';

/** What a word points at: something, somebody, a place, or what only its noun tells (`that supplier`, `the other one`). */
export type Pointing = 'thing' | 'person' | 'place' | 'vague';

/** A word that points at what was said before. */
export interface Reference {
  readonly to: Pointing;
  readonly token: Token;
  /** As `its` and `their` are: a noun follows. */
  readonly isPossessive: boolean;
}

interface Pointers {
  readonly words: Readonly<Record<string, Pointing>>;
  readonly possessives: Readonly<Record<string, Pointing>>;
  /** They point where a noun follows, unless it is a time (`this week`), and where none follows. */
  readonly demonstratives: ReadonlySet<string>;
  /** Several words that point together. */
  readonly groups: RegExp | null;
  /** Where the same words point at nothing. */
  readonly empty: RegExp;
}

const POINTERS = new Map<Language, Pointers>([
  [
    ENGLISH,
    {
      words: {
        it: 'thing',
        they: 'thing',
        them: 'thing',
        he: 'person',
        him: 'person',
        she: 'person',
        there: 'place',
      },
      possessives: { its: 'thing', their: 'thing', his: 'person', her: 'person' },
      demonstratives: new Set(['this', 'that', 'these', 'those']),
      groups:
        /\b(?:then(?=\s*[?.!]*$)|(?:the|this|that|which|any|every|another)(?: other| same| first| second| third| last| next| new| old| \w+er)? ones?(?! (?:of|that|which|who|with|from|in|for|on|at|we|i|you|they)\b)|the (?:others?|latter|former|second|third|same)(?=\s*(?:$|[?.!]|is\b|are\b|was\b|one\b))|each of (?:them|those)|both(?=\s*(?:$|[?.!]|do\b|are\b|have\b|of them\b)))/giu,
      empty:
        /\b(?:is|was|does|will|would) (?:there|it (?:rain|snow|make sense|take \w*\s*(?:\w+ )?to)|it (?:ok|okay|allowed|possible|true|worth|safe|better|best|necessary|enough|time|legal|normal|fine|important) (?:to|that|if|for))\b|\b(?:are|were) there\b|\bthere(?:'s|’s| is| are| was| were)\b|\b(?:it takes?|take|took|it cost|cost) (?:\w+ ){0,2}to\b|\bwhat time is it\b|\bwhen it (?:rains|snows)\b|\bwhat (?:is|was|'s) it like to\b/giu,
    },
  ],
  [
    GERMAN,
    {
      words: {
        er: 'thing',
        ihn: 'thing',
        ihm: 'thing',
        sie: 'thing',
        ihnen: 'thing',
        es: 'thing',
        dort: 'place',
        da: 'place',
        dorthin: 'place',
        davon: 'vague',
        dafür: 'vague',
        damit: 'vague',
        daran: 'vague',
        darauf: 'vague',
        darin: 'vague',
        darüber: 'vague',
        dazu: 'vague',
        danach: 'vague',
        davor: 'vague',
        dabei: 'vague',
        daraus: 'vague',
        dessen: 'vague',
        deren: 'vague',
      },
      possessives: Object.fromEntries(
        ['sein', 'seine', 'seinen', 'seinem', 'seiner', 'ihre', 'ihren', 'ihrem', 'ihrer'].map((word) => [
          word,
          'vague',
        ]),
      ),
      demonstratives: new Set(['das', 'dies', 'dieser', 'diese', 'dieses', 'diesen', 'diesem']),
      groups:
        /\b(?:der|die|das|den|dem) (?:andere|anderen|zweite|zweiten|erste|ersten|selbe|selben)(?=\s*(?:$|[?.!]))/giu,
      empty: /\b(?:gibt|geht|gab|ist|war|wird|regnet) es\b|\bes (?:gibt|gab|regnet)\b|\bda sein\b/giu,
    },
  ],
  [
    SPANISH,
    {
      words: {
        él: 'person',
        ella: 'person',
        ello: 'thing',
        ellos: 'thing',
        ellas: 'thing',
        eso: 'thing',
        esto: 'thing',
        aquello: 'thing',
        allí: 'place',
        ahí: 'place',
      },
      possessives: { su: 'vague', sus: 'vague' },
      demonstratives: new Set(['este', 'esta', 'estos', 'estas', 'ese', 'esa', 'esos', 'esas']),
      groups:
        /(?:\b(?:el|la|los|las) (?:otro|otra|otros|otras|segundo|segunda|mismo|misma)(?=\s*(?:$|[?.!]))|\b(?:lo|la|los|las) (?:tiene|tienen|usa|usamos|hace|hacemos|vende|vendemos|compra|compramos|paga|guarda|guardamos)\b)/giu,
      empty: /$^/gu,
    },
  ],
]);

/** Nouns and clauses before a word of the same question that it may point at. */
const CLAUSE_END =
  /[,;:.]|\b(?:and|or|but|if|when|because|before|after|while|und|oder|aber|wenn|weil|bevor|nachdem|y|o|pero|si|cuando|porque)\b/iu;

/** A question has one to three. Each is looked for in all turns, so what a client sends must not decide how many there are. */
const MAX_POINTING = 16;

/** The words of a question that point at something outside of it, in their order; of the first 16 that point at all. */
export function referencesOf(sentence: Sentence): Reference[] {
  const pointers = POINTERS.get(sentence.language);
  if (!pointers) return [];
  const empty = spans(sentence.text, pointers.empty);
  const groups = spans(sentence.text, pointers.groups);
  const found = sentence.tokens.flatMap((token, at): Reference[] => {
    if (within(token, empty)) return [];
    const group = groups.find(([start]) => start === token.start);
    if (group) return [{ to: 'vague', token, isPossessive: false }];
    return within(token, groups) ? [] : pointingOf(sentence, at, pointers);
  });
  return found.slice(0, MAX_POINTING).filter((reference) => !isBoundWithin(reference, sentence));
}

function pointingOf(sentence: Sentence, at: number, pointers: Pointers): Reference[] {
  const token = sentence.tokens[at];
  if (!token) return [];
  const { lower } = token;
  const next = sentence.tokens[at + 1];
  const isBeforeNoun = next !== undefined && !next.isBehindMark && isContent(next, sentence.language);
  if (pointers.demonstratives.has(lower)) return demonstrative(sentence, at);
  const possessive = pointers.possessives[lower];
  if (possessive && (isBeforeNoun || lower !== 'her')) return [{ to: possessive, token, isPossessive: true }];
  const to = lower === 'her' ? 'person' : pointers.words[lower];
  // "Sie" is the asker's own you; at the beginning nobody can tell.
  if (!to || (sentence.language === GERMAN && token.text === 'Sie' && at > 0)) return [];
  return [{ to, token, isPossessive: false }];
}

/** `that supplier` and `Who said that?`, but neither `this week` nor `the note that says so`. */
function demonstrative({ tokens, language }: Sentence, at: number): Reference[] {
  const token = tokens[at];
  const [before, next, second] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
  if (!token) return [];
  const says = (word: Token | undefined): boolean => word !== undefined && isContent(word, language);
  // "Above that" is a figure of the answer.
  if (!next || next.isBehindMark) {
    const isFigure =
      before !== undefined && /^(?:above|below|over|under|beyond|than|before|after)$/u.test(before.lower);
    return [{ to: isFigure ? 'vague' : 'thing', token, isPossessive: false }];
  }
  if (/^(?:that|which|who)$/u.test(next.lower)) return [{ to: 'vague', token, isPossessive: false }];
  if (token.lower === 'das' && (/^\p{Lu}/u.test(next.text) || /^\p{Lu}/u.test(second?.text ?? ''))) return [];
  if (language.times.has(next.lower) || /^(?:time|way|kind|case|mal|jahr|vez)$/u.test(next.lower)) return [];
  // "The note that says so", "is it true that".
  if (token.lower === 'that' && says(before)) return [];
  if (says(next) && token.lower !== 'das') {
    const isSubject =
      before !== undefined && (language.auxiliaries.has(before.lower) || language.copulas.has(before.lower));
    const isVerb = isSubject && !says(second);
    return [{ to: isVerb && language === ENGLISH ? 'thing' : 'vague', token, isPossessive: false }];
  }
  return [{ to: 'thing', token, isPossessive: false }];
}

/** Whether the question itself says before what the word points at. */
function isBoundWithin({ to, token, isPossessive }: Reference, { text, phrases }: Sentence): boolean {
  if (to === 'vague' && !isPossessive) return false;
  const before = phrases.filter(({ end, isAsked }) => end <= token.start && !isAsked);
  if (to === 'person') return before.some(({ isName }) => isName);
  if (isPossessive) return before.some(({ preposition }) => preposition === null);
  return before.some(({ end }) => CLAUSE_END.test(text.slice(end, token.start)));
}

type Span = readonly [start: number, end: number];

function spans(text: string, pattern: RegExp | null): Span[] {
  if (!pattern) return [];
  return Array.from(text.matchAll(pattern), ({ 0: { length }, index }) => [index, index + length] as const);
}

function within({ start }: Token, all: readonly Span[]): boolean {
  return all.some(([from, to]) => start >= from && start < to);
}
