/**
 * The form of an answer that a question asks for, as far as its words tell:
 * - `steps`: how something is done
 * - `list`: several things
 * - `code`: something to type
 */
export type Wanted = 'steps' | 'list' | 'code' | 'any';

/** Checked in this order. */
const CUES: readonly (readonly [Exclude<Wanted, 'any'>, RegExp])[] = [
  [
    'code',
    /\b(?:commands?|snippets?|syntax|code for|query for|example of|config(?:uration)? for|befehl|comando|commande)\b/i,
  ],
  [
    'steps',
    /\bhow (?:do|can|could|should|shall|must|would|to|does) ?(?:i|we|you|one|people|somebody|someone|a \w+|the \w+)?\b(?!.*\b(?:differ|compare|work|feel|look|taste)\b)|\b(?:what|which) (?:do|should|must|can|shall|to) (?:i|we|you|one)?\b ?do\b|\b(?:steps?|procedure|instructions?)\b|\b(?:wie|was) (?:kann|muss|soll|mache?|geht|installier|richte)|\bcómo (?:se|puedo|hago)|\bcomment (?:faire|puis)/i,
  ],
  [
    'list',
    /\b(?:what|which|who)(?:'s| is| are| was| were| do| does| did)? (?:all )?(?:on|in|inside|part of)\b|\b(?:list|name all|enumerate)\b|\bwhat are\b|^who (?:works?|attended|came|joined|belongs|lives)\b|\bin (?:which|what) order\b|^which [\p{L}-]+(?<![ius])s \p{L}+|\bwho are\b|\b(?:what|which) (?:[\p{L}-]+ ){0,3}?(?!was|is|has|does|this|us|always)[\p{L}-]+s (?:are|were|do|does|did|have|has|had|can|could|should|would|will|must|shall|may|need|exist|there|belong)\b|\bwhat (?:do|should|must) (?:i|we|you) (?:need|bring|buy|pack|take|look for|have to)|\b(?:welche|was sind|qué|cuáles|quels|quelles) /iu,
  ],
];

/** The first form whose cue the question holds. */
export function wantedBy(question: string): Wanted {
  return CUES.find(([, cue]) => cue.test(question))?.[0] ?? 'any';
}

const FORM_WORDS = /\b(?:commands?|snippets?|syntax|code|steps?|procedure|instructions?|list)\b/gi;

/**
 * A question without the name of the form that it asks for: code answers "what is the command for …" without that word. "The code
 * of the door" names no form.
 */
export function withoutForm(question: string): string {
  return wantedBy(question) === 'any' ? question : question.replace(FORM_WORDS, ' ');
}
