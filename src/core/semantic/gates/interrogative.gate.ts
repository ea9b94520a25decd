import { INTERROGATIVES, INVERTED } from './lexicon/closed-classes';
import { TIME_NOUNS } from './lexicon/contrasts';
import { ASKED_NOUNS } from './lexicon/light-words';
import { listed } from './lexicon/words';
import type { Pair } from './pair';
import { isWeighty, type Reading, type Token } from './reading';

/**
 * What is asked for.
 * - `which`: what, which, lists, and whether there are any.
 * - `whether`: yes or no.
 * - `told`: a sentence that asks nothing.
 */
type Asked =
  | 'time'
  | 'place'
  | 'person'
  | 'quantity'
  | 'duration'
  | 'frequency'
  | 'reason'
  | 'manner'
  | 'which'
  | 'whether'
  | 'told';

/** Both questions ask for a time, or both for a place, and so on. */
export function interrogativesAgree({ question, candidate }: Pair): boolean {
  const [one, other] = [askedIn(question), askedIn(candidate)];
  if (one.size !== other.size) return false;
  return [...one].every(
    (asked) =>
      other.has(asked) ||
      isKeywords(asked, other) ||
      (asked === 'which' && isAskedByNoun(question, other)) ||
      (other.has('which') && isAskedByNoun(candidate, one)),
  );
}

/** `Which year` asks what `when` asks, and `what is it called` what `how is it called` asks. */
function isAskedByNoun({ tokens }: Reading, other: ReadonlySet<Asked>): boolean {
  return tokens.some((token, at) => {
    if (token.lower !== 'which' && token.lower !== 'what') return false;
    const [noun] = tokens.slice(at + 1).filter(({ lower }) => !PASSED.has(lower));
    return [...(noun?.ids ?? [])].some((id) => {
      const asked = ASKED_NOUNS.get(id);
      return asked !== undefined && other.has(asked);
    });
  });
}

/** Between `what` and the noun, as in `what was the main reason`. */
const PASSED = listed('is are was were be been has have had a an the main');

/** `guest network password` asks for what `what is the password of the guest network` asks for. */
function isKeywords(asked: Asked, other: ReadonlySet<Asked>): boolean {
  return (asked === 'told' && other.has('which')) || (asked === 'which' && other.has('told'));
}

const FACTS: readonly Asked[] = ['which', 'person', 'quantity', 'manner', 'frequency'];

/** Whether a question asks for a fact, and does not tell a situation. */
export function isFactual(question: Reading): boolean {
  const asked = askedIn(question);
  return FACTS.some((fact) => asked.has(fact));
}

const PLAIN: Readonly<Record<string, Asked>> = {
  when: 'time',
  where: 'place',
  who: 'person',
  whom: 'person',
  why: 'reason',
};
const BEHIND_HOW: Readonly<Record<string, Asked>> = {
  many: 'quantity',
  much: 'quantity',
  long: 'duration',
  soon: 'time',
  quickly: 'duration',
  fast: 'duration',
  often: 'frequency',
};

export function askedIn({ tokens }: Reading): Set<Asked> {
  const asked = new Set<Asked>();
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    if (token.lower === 'how')
      asked.add(isNamed(tokens) ? 'which' : (BEHIND_HOW[next?.lower ?? ''] ?? 'manner'));
    const plain = PLAIN[token.lower];
    if (plain && isAsking(tokens, at)) asked.add(plain);
  });
  return asked.size > 0 ? asked : new Set([formOf(tokens)]);
}

/** `How is it called` asks for a name. */
function isNamed(tokens: readonly Token[]): boolean {
  return (
    tokens.some(({ lower }, at) => lower === 'how' && BEING.has(tokens[at + 1]?.lower ?? '')) &&
    tokens.some(({ lower }) => lower === 'called' || lower === 'named')
  );
}

const BEING = listed('is are was were');

const LISTING = listed('list show display give name see know view find tell any there');
/** Whether there is such a thing is asked to learn which. */
const BEING_THERE = listed('available offer offered offering exist');

/** What is asked for by a question without when, where, who, why and how. */
function formOf(tokens: readonly Token[]): Asked {
  const holds = (...words: readonly string[]): boolean => tokens.some(({ lower }) => words.includes(lower));
  if (holds('what', 'which', 'whose')) return 'which';
  const isListing = tokens.some(({ lower }) => LISTING.has(lower) || BEING_THERE.has(lower));
  if (holds('whether') || tokens.some((_, at) => isInversion(tokens, at)))
    return isListing ? 'which' : 'whether';
  if (holds('wish') && !isListing) return 'manner';
  return isListing ? 'which' : 'told';
}

const SUBJECTS = listed('i we you he she it they there');

/** `Is the`, `can I`: a clause begins with a form of be, do, have or a modal. */
function isInversion(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (!token || !INVERTED.has(token.lower) || token.lower === 'not') return false;
  const next = tokens[at + 1]?.lower ?? '';
  if (token.isFirst || token.isBehindMark || SUBJECTS.has(next)) return true;
  return tokens.slice(0, at).every(({ kind }) => kind === 'light');
}

/** Behind these a clause is an indirect question. */
const ASKING = listed('know tell see find explain understand show me us and or by');

/** In `when I pay, it fails` and `the man who called` the word asks nothing. */
function isAsking(tokens: readonly Token[], at: number): boolean {
  const [before, word, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (!next || word?.lower === 'why' || word?.isFramed === true) return true;
  if (word?.lower === 'when' && TIME_NOUNS.has(next.lower)) return true;
  if (before && ASKING.has(before.lower)) return true;
  const isInverted = INVERTED.has(next.lower) && word?.lower !== 'who';
  const beginsClause = !before || word?.isFirst === true || word?.isBehindMark === true;
  if (word?.lower === 'who' || word?.lower === 'whom') return beginsClause || !isWeighty(before);
  return isInverted || (beginsClause && INTERROGATIVES.has(next.lower));
}
