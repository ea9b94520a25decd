import { AUXILIARIES, DETERMINERS, PREPOSITIONS } from './lexicon/closed-classes';
import { listed } from './lexicon/words';
import type { Pair } from './pair';
import { isSame, isWeighty, type Reading, type Token } from './reading';

/** What is asked for stands in one place: it does what is done, or has it done, goes to something, or comes from it. */
export function directionsAgree({ question, candidate }: Pair): boolean {
  if (areConflicting(askedPrepositionOf(question), askedPrepositionOf(candidate))) return false;
  return !isTurned(question, candidate) && !isTurned(candidate, question);
}

const CONFLICTING = `
  from to | from for | from into | by to | by for | by at | by on | with for | about by | about from | about to`
  .split('|')
  .map((pair) => listed(pair));

/** `From Boston` is elsewhere than `to Boston`, where `in May` and `for May` may be one. */
export function areConflicting(one: string, other: string): boolean {
  return one !== other && CONFLICTING.some((pair) => pair.has(one) && pair.has(other));
}

function isTurned(one: Reading, other: Reading): boolean {
  return (
    isSubjectOfOne(one, other) ||
    isAgentOfOne(one, other) ||
    isStranded(one, other) ||
    isBehindThan(one, other)
  );
}

/** `Who does Dana manage` and `who manages Dana`. */
function isSubjectOfOne({ tokens }: Reading, other: Reading): boolean {
  const at = tokens.findIndex(({ lower }) => DOING.has(lower));
  const asks = tokens.slice(0, at).some(({ lower }) => ASKING.has(lower));
  const subject = tokens.slice(at + 1).find((token) => !DETERMINERS.has(token.lower));
  if (at < 0 || !asks || !subject || !isWeighty(subject)) return false;
  return asksForSubject(other) && other.tokens.some((token) => isSame(token, subject));
}

/** `Who was hired by Dana` and `who hired Dana`. */
function isAgentOfOne({ tokens }: Reading, other: Reading): boolean {
  if (!asksForSubject(other)) return false;
  return tokens.some((token, at) => isBehind(tokens, at, 'by') && holdsElsewhere(other, token, 'by'));
}

/** `Who is Dana the head of` and `who is the head of Dana`. */
function isStranded({ tokens }: Reading, { tokens: others }: Reading): boolean {
  const last = tokens.at(-1)?.lower ?? '';
  if (!PREPOSITIONS.has(last)) return false;
  return others.some(
    (token, at) =>
      isBehind(others, at, last) &&
      tokens.some((own, place) => isSame(own, token) && !isBehind(tokens, place, last)),
  );
}

/** `Who is taller than Dana` and `who is Dana taller than`. */
function isBehindThan({ tokens }: Reading, { tokens: others }: Reading): boolean {
  const [than, otherThan] = [tokens, others].map((all) => all.findIndex(({ lower }) => lower === 'than'));
  if (than === undefined || otherThan === undefined || than < 0 || otherThan < 0) return false;
  return tokens
    .slice(than)
    .some((token) => isWeighty(token) && others.slice(0, otherThan).some((other) => isSame(other, token)));
}

const DOING = listed('do does did');
const ASKING = listed('who whom what which whose');

/** `Who manages Dana`, `which team won`: no auxiliary stands behind what is asked for. */
function asksForSubject({ tokens }: Reading): boolean {
  const at = tokens.findIndex(({ lower }) => ASKING.has(lower));
  const isWho = tokens[at]?.lower === 'who';
  const behind = tokens.slice(at + 1, isWho ? at + 2 : undefined);
  if (at < 0 || behind.length < (isWho ? 1 : 2)) return false;
  return !behind.some(({ lower }) => AUXILIARIES.has(lower));
}

/** The preposition before what is asked for, or at the end, where it was left behind. */
function askedPrepositionOf({ tokens }: Reading): string {
  const at = tokens.findIndex(({ lower }) => ASKING.has(lower));
  const [before, last] = [tokens[at - 1]?.lower ?? '', tokens.at(-1)?.lower ?? ''];
  if (PREPOSITIONS.has(before)) return before;
  return PREPOSITIONS.has(last) ? last : '';
}

function holdsElsewhere({ tokens }: Reading, token: Token, preposition: string): boolean {
  return tokens.some((other, at) => isSame(other, token) && !isBehind(tokens, at, preposition));
}

/** Whether a weighty word stands right behind a preposition, across determiners. */
function isBehind(tokens: readonly Token[], at: number, preposition: string): boolean {
  const token = tokens[at];
  if (!token || !isWeighty(token)) return false;
  let back = at - 1;
  while (DETERMINERS.has(tokens[back]?.lower ?? '')) back -= 1;
  return tokens[back]?.lower === preposition;
}
