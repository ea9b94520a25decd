import { INTERROGATIVES, INVERTED } from './lexicon/closed-classes';
import { listed } from './lexicon/words';
import type { Pair } from './pair';
import { isWeighty, type Reading, type Token } from './reading';

/** What is asked for. Which, what, yes or no, and lists are one: `are there any` asks for the same as `which are there`. */
type Asked = 'time' | 'place' | 'person' | 'count' | 'amount' | 'duration' | 'frequency' | 'reason' | 'manner';

/** Both questions ask for a time, or both for a place, and so on. */
export function interrogativesAgree({ question, candidate }: Pair): boolean {
  const [one, other] = [askedIn(question), askedIn(candidate)];
  return one.size === other.size && [...one].every((asked) => other.has(asked));
}

const PLAIN: Readonly<Record<string, Asked>> = {
  when: 'time',
  where: 'place',
  who: 'person',
  whom: 'person',
  why: 'reason',
};
const BEHIND_HOW: Readonly<Record<string, Asked>> = {
  many: 'count',
  much: 'amount',
  long: 'duration',
  soon: 'time',
  quickly: 'duration',
  fast: 'duration',
  often: 'frequency',
};

function askedIn({ tokens }: Reading): Set<Asked> {
  const asked = new Set<Asked>();
  tokens.forEach((token, at) => {
    const next = tokens[at + 1];
    if (token.lower === 'how') asked.add(BEHIND_HOW[next?.lower ?? ''] ?? 'manner');
    const plain = PLAIN[token.lower];
    if (plain && isAsking(tokens, at)) asked.add(plain);
  });
  return asked;
}

/** Behind these a clause is an indirect question. */
const ASKING = listed('know tell see find explain understand show and or by');

/** In `when I pay, it fails` and `the man who called` the word asks nothing. */
function isAsking(tokens: readonly Token[], at: number): boolean {
  const [before, word, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (!next || word?.lower === 'why') return true;
  if (before && ASKING.has(before.lower)) return true;
  const isInverted = INVERTED.has(next.lower) && word?.lower !== 'who';
  const beginsClause = !before || word?.isFirst === true || word?.isBehindMark === true;
  if (word?.lower === 'who' || word?.lower === 'whom') return beginsClause || !isWeighty(before);
  return isInverted || (beginsClause && INTERROGATIVES.has(next.lower));
}
