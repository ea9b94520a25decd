import { DETERMINERS } from './lexicon/closed-classes';
import { MODALITIES, NEGATIONS, OPPOSITES } from './lexicon/contrasts';
import type { Pair } from './pair';
import { isWeighty, type Reading, type Token } from './reading';

/** Both questions negate the same words. Where only one negates, or each negates another word, answers differ. */
export function negationsAgree({ question, candidate }: Pair): boolean {
  const [one, other] = [negatedIn(question), negatedIn(candidate)];
  if (one.length !== other.length) return false;
  return one.every((ids) => other.some((others) => [...ids].some((id) => others.has(id))));
}

const CAN = new Set(['can', 'could', 'may']);

/** What the word behind each negation means; `cannot pay` is another thing than `do not pay`. A negation at the end negates nothing that could be compared. */
function negatedIn({ tokens }: Reading): ReadonlySet<string>[] {
  return tokens.flatMap(({ lower }, at) => {
    if (!NEGATIONS.has(lower)) return [];
    const behind = tokens.slice(at + 1).filter((token) => isWeighty(token) || token.kind === 'light');
    const negated = behind.slice(0, isSubject(tokens[at + 1]) ? 2 : 1).flatMap(({ ids }) => [...ids]);
    const isUnable = [tokens[at - 1], tokens[at + 1]].some((beside) => CAN.has(beside?.lower ?? ''));
    return [new Set((negated.length > 0 ? negated : ['nothing']).map((id) => (isUnable ? `can ${id}` : id)))];
  });
}

/** In `why does not the pump work` the subject stands between the negation and what it negates. */
function isSubject(behind: Token | undefined): boolean {
  return behind !== undefined && (behind.kind === 'name' || DETERMINERS.has(behind.lower));
}

/** No word of one question is the opposite of a word of the other, unless both hold both. */
export function oppositesAgree({ question, candidate }: Pair): boolean {
  return OPPOSITES.every(([left, right]) => {
    const [one, other] = [sidesIn(question, left, right), sidesIn(candidate, left, right)];
    return one === other || one === 'none' || other === 'none';
  });
}

type Sides = 'left' | 'right' | 'both' | 'none';

function sidesIn({ tokens }: Reading, left: ReadonlySet<string>, right: ReadonlySet<string>): Sides {
  const isLeft = tokens.some(({ ids, lower }) => isAmong(left, ids, lower));
  const isRight = tokens.some(({ ids, lower }) => isAmong(right, ids, lower));
  if (isLeft) return isRight ? 'both' : 'left';
  return isRight ? 'right' : 'none';
}

function isAmong(side: ReadonlySet<string>, ids: ReadonlySet<string>, lower: string): boolean {
  if (side.has(lower)) return true;
  for (const id of ids) if (side.has(id)) return true;
  return false;
}

const PAST = new Set(['was', 'were', 'did', 'had']);
const NOT_PAST = new Set(['is', 'are', 'am', 'do', 'does', 'will']);
const PERSONS = [
  ['i', 'me', 'my', 'mine', 'we', 'us', 'our', 'ours'],
  ['your', 'yours'],
  ['he', 'him', 'his'],
  ['she', 'her', 'hers'],
].map((words) => new Set(words));

/** May and must are kept apart, what was and what is, and whose something is. */
export function standpointsAgree({ question, candidate }: Pair): boolean {
  return (
    areCompatible(MODALITIES, question, candidate) &&
    areCompatible([PAST, NOT_PAST], question, candidate) &&
    areCompatible(PERSONS, question, candidate)
  );
}

/** Where both questions hold words of these sets, they share a set. */
function areCompatible(sets: readonly ReadonlySet<string>[], one: Reading, other: Reading): boolean {
  const heldBy = ({ tokens }: Reading): boolean[] =>
    sets.map((set) => tokens.some(({ lower }) => set.has(lower)));
  const [first, second] = [heldBy(one), heldBy(other)];
  if (!first.includes(true) || !second.includes(true)) return true;
  return first.some((isHeld, at) => isHeld && second[at] === true);
}
