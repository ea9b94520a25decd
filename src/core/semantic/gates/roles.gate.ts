import { areConflicting, directionsAgree } from './directions';
import { DETERMINERS, PREPOSITIONS } from './lexicon/closed-classes';
import { listed } from './lexicon/words';
import type { Pair } from './pair';
import { isSame, isWeighty, type Reading, type Token } from './reading';

/** A weighty word and what stands around it. */
interface Part {
  readonly token: Token;
  /** The preposition that it follows, or none. */
  readonly preposition: string;
  /** Weighty words right beside it, across determiners. */
  readonly left: Token | null;
  readonly right: Token | null;
  /** The weighty word before `of`, where the word stands right behind. */
  readonly leftOfOf: Token | null;
  /** Whether an auxiliary stands before it, as in `did Anna`. */
  readonly isBehindAuxiliary: boolean;
  /** The first word of the list that it is in, as `Spring` in `Spring, Summer or Fall`; null where it is in none. */
  readonly listed: Token | null;
}

/** Words that both questions hold once, in the order of the first, with their parts in both. */
interface Shared {
  readonly one: Part;
  readonly other: Part;
  /** Places among the weighty words. */
  readonly at: number;
  readonly otherAt: number;
}

/**
 * Who does what to whom is the same in both questions: no two words have changed places.
 * Phrases may move (`in May, who called` and `who called in May`), so what counts is what a word stands beside.
 */
export function rolesAgree({ question, candidate }: Pair): boolean {
  const shared = sharedParts(partsOf(question), partsOf(candidate));
  if (hasExchange(shared) || !directionsAgree({ question, candidate })) return false;
  return shared.every(
    (word) =>
      !isMovedAcross(word) &&
      !isTurnedAround(word) &&
      !isOutOfOrder(word, shared) &&
      !shared.some((second) => haveSwappedPrepositions(word, second)),
  );
}

/** What stands before a word, also before `of`, as in `causes of fire`. */
function ownerOf({ left, leftOfOf }: Part): Token | null {
  return left ?? leftOfOf;
}

/** `who manages Anna` and `who does Anna manage`; `what are the causes of fire` and `what does fire cause`. */
function isTurnedAround({ one, other }: Shared): boolean {
  if (one.isBehindAuxiliary === other.isBehindAuxiliary) return false;
  return areSame(ownerOf(one), other.right) || areSame(one.right, ownerOf(other));
}

/** `from Boston` in one question, `to Boston` in the other. */
function isMovedAcross({ one, other }: Shared): boolean {
  return areConflicting(one.preposition, other.preposition);
}

/** `cats eat dog food` and `dogs eat cat food`: where one stood beside a word the other stands now, and the reverse. */
function hasExchange(shared: readonly Shared[]): boolean {
  const changes = shared.flatMap(({ one, other }) => [
    changeOf(one.left, other.left, shared),
    changeOf(one.right, other.right, shared),
  ]);
  return changes.some((a) => a && changes.some((b) => b && a.from === b.to && a.to === b.from));
}

interface Change {
  readonly from: Shared;
  readonly to: Shared;
}

function changeOf(one: Token | null, other: Token | null, shared: readonly Shared[]): Change | null {
  if (one === null || other === null || isSame(one, other)) return null;
  const from = shared.find((word) => word.one.token === one);
  const to = shared.find((word) => word.other.token === other);
  return from && to ? { from, to } : null;
}

/** `a PDF to Word` and `Word to a PDF`: each has the other's preposition. */
function haveSwappedPrepositions(a: Shared, b: Shared): boolean {
  if (a.one.preposition === a.other.preposition) return false;
  return a.one.preposition === b.other.preposition && a.other.preposition === b.one.preposition;
}

/** Two names, or two numbers, in another order, unless each keeps what tells it from the other one. */
function isOutOfOrder(word: Shared, shared: readonly Shared[]): boolean {
  if (word.one.token.kind === 'content') return false;
  return shared.some(
    (second) =>
      second.one.token.kind === word.one.token.kind &&
      !(areListed(word.one, second.one) && areListed(word.other, second.other)) &&
      word.at < second.at &&
      word.otherAt > second.otherAt &&
      !(isToldFrom(word, second) && isToldFrom(second, word)),
  );
}

/** `Spring or Summer` and `Summer or Spring`: a list has no order. */
function areListed(one: Part, other: Part): boolean {
  return one.listed !== null && one.listed === other.listed;
}

const TELLING = listed('from to by before after in at on');

/** By the preposition or the neighbour that it has in both questions, and the second word has not. */
function isToldFrom({ one, other }: Shared, second: Shared): boolean {
  const { preposition } = one;
  if (preposition === other.preposition && TELLING.has(preposition) && preposition !== second.one.preposition)
    return true;
  const isKept = (side: 'left' | 'right'): boolean =>
    areSame(one[side], other[side]) && !areSame(one[side], second.one[side]);
  return isKept('left') || isKept('right');
}

function areSame(a: Token | null, b: Token | null): boolean {
  return a !== null && b !== null && isSame(a, b);
}

function sharedParts(parts: readonly Part[], others: readonly Part[]): Shared[] {
  return parts.flatMap((one, at) => {
    const matching = others.filter(({ token }) => isSame(token, one.token));
    const [other] = matching;
    const isOnce = parts.filter(({ token }) => isSame(token, one.token)).length === 1;
    return other && matching.length === 1 && isOnce
      ? [{ one, other, at, otherAt: others.indexOf(other) }]
      : [];
  });
}

function partsOf({ tokens }: Reading): Part[] {
  return tokens.flatMap((token, at) => {
    if (!isWeighty(token)) return [];
    return [
      {
        token,
        preposition: prepositionBefore(tokens, tokens.indexOf(listOf(tokens, at) ?? token)),
        left: neighbour(tokens, at, -1),
        right: neighbour(tokens, at, 1),
        leftOfOf: beforeOf(tokens, at),
        isBehindAuxiliary: INVERTING.has(beforeDeterminers(tokens, at)?.lower ?? ''),
        listed: listOf(tokens, at),
      },
    ];
  });
}

/** Names or numbers that stand beside each other with `and`, `or` or commas between them. */
function listOf(tokens: readonly Token[], at: number): Token | null {
  const kind = tokens[at]?.kind;
  let [from, to] = [at, at];
  while (before(tokens, from) > -1 && tokens[before(tokens, from)]?.kind === kind)
    from = before(tokens, from);
  while (tokens[behind(tokens, to)]?.kind === kind && behind(tokens, to) > to) to = behind(tokens, to);
  return from === to || kind === 'content' ? null : (tokens[from] ?? null);
}

const JOINING = listed('and or');

/** @returns the place of what is listed before, or -1 */
function before(tokens: readonly Token[], at: number): number {
  if (JOINING.has(tokens[at - 1]?.lower ?? '')) return at - 2;
  return tokens[at]?.isBehindMark === true ? at - 1 : -1;
}

/** @returns the place of what is listed behind, or -1 */
function behind(tokens: readonly Token[], at: number): number {
  if (JOINING.has(tokens[at + 1]?.lower ?? '')) return at + 2;
  return tokens[at + 1]?.isBehindMark === true ? at + 1 : -1;
}

/** They stand before the subject where something else is asked for. */
const INVERTING = listed('do does did will would can could should may might must');

function beforeDeterminers(tokens: readonly Token[], at: number): Token | undefined {
  let back = at - 1;
  while (DETERMINERS.has(tokens[back]?.lower ?? '')) back -= 1;
  return tokens[back];
}

function beforeOf(tokens: readonly Token[], at: number): Token | null {
  let back = at - 1;
  while (DETERMINERS.has(tokens[back]?.lower ?? '')) back -= 1;
  const owner = tokens[back - 1];
  return tokens[back]?.lower === 'of' && owner && isWeighty(owner) ? owner : null;
}

/** Looks back across determiners, and across words that belong to the same name. */
function prepositionBefore(tokens: readonly Token[], at: number): string {
  const isPassed = (token: Token): boolean =>
    DETERMINERS.has(token.lower) || (tokens[at]?.kind !== 'content' && token.kind === tokens[at]?.kind);
  let back = at - 1;
  for (let token = tokens[back]; token && isPassed(token) && tokens[back + 1]?.isBehindMark === false;)
    token = tokens[(back -= 1)];
  const found = tokens[back];
  return found && PREPOSITIONS.has(found.lower) ? found.lower : '';
}

function neighbour(tokens: readonly Token[], at: number, step: 1 | -1): Token | null {
  for (let beside = at + step; ; beside += step) {
    const token = tokens[beside];
    const isCut = step === 1 ? token?.isBehindMark : tokens[beside + 1]?.isBehindMark;
    if (!token || isCut === true) return null;
    if (isWeighty(token)) return token;
    if (!DETERMINERS.has(token.lower)) return null;
  }
}
