import type { Dimension } from './quantities';
import { COMMON, type Word } from './words';

/** The kind of thing that a question asks for, as far as its words tell. */
export type AnswerType = 'time' | 'number' | 'name' | 'reason' | 'leave' | 'open';

/** Behind another word that asks, "when" only joins: "What happens when …". */
const TIME_CUE =
  /\b(?:(?<!\b(?:what|how|why|who|where|which|can|could|may|must|should|is|are|am|do|does|did|was|will)\b.*)when|(?:what|which) (?:(?:year|date|day|month|decade|time|era|period)s?|century|centuries)|how long ago)\b/i;

/** Checked in this order: "what year" is a time although "what" asks for anything. English only; else `open`. */
const CUES: readonly (readonly [AnswerType, RegExp])[] = [
  ['time', TIME_CUE],
  [
    'number',
    /\bhow (?:many|much|long|old|far|tall|high|large|big|fast|often|deep|wide|heavy|close|frequently)\b|\b(?:percentage|percent|number|amount|population|rate|ratio|average|temperature|size|score|price|cost) (?:of|did|was|is|does|were|has|had|do|are)\b/i,
  ],
  // Whether something is so, or may be done.
  [
    'leave',
    /^\W*(?:is|are|am|was|do|does|did|can|could|may|must|should|shall|will|would|has|have)\b(?!.*\bor\b)/i,
  ],
  [
    'reason',
    /\b(?:why|(?:what|which) (?:is|was|were|are) the (?:reason|cause|purpose)|for what (?:reason|purpose))\b/i,
  ],
  [
    'name',
    /\b(?:who|whom|whose|where|which|name|named|called|title)\b|\bwhat (?:[a-z]+ )?(?:person|company|team|organi[sz]ation|group|player|king|artist|language|author|university|school|book|war|treaty|law|act|party|church|country|countries|city|cities|state|states|river|region|nation|place|location|town|continent|county|area|areas|island|street|district|building)\b/i,
  ],
];

/** The first type whose cue the question holds. */
export function answerTypeOf(question: string): AnswerType {
  return CUES.find(([, cue]) => cue.test(question))?.[0] ?? 'open';
}

/** A question without its "what year": a sentence with a year answers it without the word. */
export function withoutTimeCue(question: string): string {
  return question.replace(TIME_CUE, ' ');
}

const LEAVE_CUE =
  /^\W*(?:am i|are we|are you|is it|is one|is anyone|is anybody|are people)\s+(?:allowed|permitted|forbidden|supposed|able)\b/i;

/** A question without "am I allowed": what says how it is says "must not" or "only", too. */
export function withoutLeaveCue(question: string): string {
  return question.replace(LEAVE_CUE, ' ');
}

const TIME =
  /^(?:1\d{3}s?|20\d{2}s?|\d{1,2}:\d{2}|\d{1,2}[ap]m|\d{1,3}(?:st|nd|rd|th)|january|february|march|april|may|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|century|centuries|decades?|ago|bce?|ad|noon|midnight|today|tomorrow|yesterday)$/i;
const NUMBER =
  /^(?:\p{N}.*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|twice|once|third|quarter|single|double|percent|several)$/iu;
const LEAVE =
  /^(?:not|never|no|none|only|must|may|might|can|cannot|should|always|except|unless|outside|without|yes|allow|allowed|permitted|forbidden|prohibited|blocked|refused|denied|disabled|enabled|supported|unsupported|possible|impossible|required|necessary|optional|ok|needed|t)$/i;
const REASON =
  /^(?:because|since|due|therefore|so|thus|hence|reasons?|caused?|causes|led|allows?|order|result|to)$/i;

/**
 * Whether a sentence holds something new of the asked type.
 * @param asked stems of the question; a sentence that repeats them answers nothing
 */
export function bearsAnswer(type: AnswerType, words: readonly Word[], asked: ReadonlySet<string>): boolean {
  const some = (pattern: RegExp): boolean =>
    words.some(({ text, stem }) => !asked.has(stem) && pattern.test(text));
  switch (type) {
    case 'time':
      return some(TIME);
    case 'number':
      return some(NUMBER);
    case 'reason':
      return some(REASON);
    case 'leave':
      return words.some(({ text }) => LEAVE.test(text));
    case 'name':
      return words.some((word, at) => !asked.has(word.stem) && isName(word, words[at + 1], at));
    case 'open':
      return true;
  }
}

/** Capitalised. A sentence's first word counts only before another capital. */
function isName(word: Word, next: Word | undefined, at: number): boolean {
  const capital = /^\p{Lu}/u;
  if (!capital.test(word.text) || COMMON.has(word.stem)) return false;
  return at > 0 || capital.test(next?.text ?? '');
}

const MEASURES: readonly (readonly [RegExp, readonly Dimension[]])[] = [
  [/\bhow (?:quickly|fast|soon|late|early)\b/i, ['time']],
  [/\bhow long\b|\bduration\b|\bhow (?:old|much time)\b/i, ['time']],
  [
    /\bhow much\b.*\b(?:costs?|pay|paid|charge|spend|spent|price|fee|rent|earn|budget)\b|\b(?:price|costs?|fee|budget|salary|wage|charge)\b/i,
    ['money'],
  ],
  [/\bhow heavy\b|\bweight\b/i, ['weight']],
  [/\bhow (?:far|tall|high|deep|wide)\b/i, ['length']],
  [/\bpercent(?:age)?\b/i, ['share']],
];

/** @returns the dimension that a question asks for a quantity of; null when it asks for none, or for any */
export function measureOf(question: string): readonly Dimension[] | null {
  return MEASURES.find(([cue]) => cue.test(question))?.[1] ?? null;
}
