import fc from 'fast-check';

/** What somebody said. */
export interface Spoken {
  readonly by: 'system' | 'user' | 'assistant';
  readonly text: string;
  readonly name?: string | undefined;
}

/** An assistant's calls, with what it said in the same message and with what came back. */
export interface Step {
  readonly by: 'tools';
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string; readonly result: string }[];
}

export type Said = Spoken | Step;

/** What two programs mean that have the same conversation, whatever they write it with. */
export interface Talk {
  readonly question: string;
  readonly name?: string | undefined;
  readonly earlier: readonly Said[];
  /** Behind the question, where no user says anything. */
  readonly later: readonly Said[];
}

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const text = fc.oneof(
  word,
  fc.array(word, { minLength: 2, maxLength: 3 }).map((lines) => lines.join('\n')),
);
const name = fc.option(word, { nil: undefined });

const spokenBy = (...roles: Spoken['by'][]): fc.Arbitrary<Spoken> =>
  fc.record({ by: fc.constantFrom(...roles), text, name });

const call = fc.record({ name: word, arguments: fc.json({ maxDepth: 1 }), result: text });
const step: fc.Arbitrary<Step> = fc.record({
  by: fc.constant('tools' as const),
  text: fc.oneof(fc.constant(''), text),
  calls: fc.array(call, { minLength: 1, maxLength: 2 }),
});

/**
 * Whether a step says nothing right behind what the assistant said. In Responses that text and these calls are one message; in a chat
 * they may be two.
 */
const runsOn = (before: Said | undefined, turn: Said): boolean =>
  turn.by === 'tools' && turn.text === '' && before?.by === 'assistant';

const isApart = (said: readonly Said[]): boolean => !said.some((turn, at) => runsOn(said[at - 1], turn));

const turns = (...roles: Spoken['by'][]): fc.Arbitrary<Said[]> =>
  fc
    .array(fc.oneof(spokenBy(...roles), step), {
      maxLength: 3,
    })
    .filter(isApart);

/** @param question what is asked in each of them */
export function talks(question: string): fc.Arbitrary<Talk> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant({ question, earlier: [], later: [] }) },
    {
      weight: 6,
      arbitrary: fc.record({
        question: fc.constant(question),
        name,
        earlier: turns('system', 'user', 'assistant'),
        later: turns('system', 'assistant'),
      }),
    },
  );
}

/** What it says, so that no other conversation is written so. */
export const meaningOf = ({ question, name: asker, earlier, later }: Talk): string =>
  JSON.stringify([question, asker ?? null, earlier.map(saidOf), later.map(saidOf)]);

const saidOf = (said: Said): unknown =>
  said.by === 'tools'
    ? [said.text, ...said.calls.map((one) => [one.name, one.arguments, one.result])]
    : [said.by, said.text, said.name ?? null];

/** The same conversation with one thing changed: a turn, its role, its name, its place, or who asks. */
export function changed(talk: Talk): fc.Arbitrary<Talk> {
  const earlier = changedTurns(talk.earlier, ['system', 'user', 'assistant']).map((turned) => ({
    ...talk,
    earlier: turned,
  }));
  const later = changedTurns(talk.later, ['system', 'assistant']).map((turned) => ({
    ...talk,
    later: turned,
  }));
  const asker = name.map((other) => ({ ...talk, name: other }));
  const moved = fc.constantFrom(
    { ...talk, earlier: talk.earlier.slice(0, -1), later: [...talk.earlier.slice(-1), ...talk.later] },
    { ...talk, earlier: [...talk.earlier, ...talk.later.slice(0, 1)], later: talk.later.slice(1) },
  );
  return fc
    .oneof({ weight: 3, arbitrary: earlier }, { weight: 3, arbitrary: later }, asker, moved)
    .filter((other) => isSayable(other) && meaningOf(other) !== meaningOf(talk));
}

const isSayable = ({ earlier, later }: Talk): boolean =>
  isApart(earlier) && isApart(later) && later.every(({ by }) => by !== 'user');

function changedTurns(turned: readonly Said[], roles: Spoken['by'][]): fc.Arbitrary<Said[]> {
  const added = fc
    .tuple(fc.nat(turned.length), fc.oneof(spokenBy(...roles), step))
    .map(([at, turn]) => turned.toSpliced(at, 0, turn));
  if (turned.length === 0) return added;
  const at = fc.nat(turned.length - 1);
  return fc.oneof(
    added,
    at.map((gone) => turned.toSpliced(gone, 1)),
    fc.shuffledSubarray([...turned], { minLength: turned.length }),
    {
      weight: 4,
      arbitrary: at.chain((one) =>
        changedTurn(turned[one] as Said, roles).map((turn) => turned.with(one, turn)),
      ),
    },
  );
}

function changedTurn(turn: Said, roles: Spoken['by'][]): fc.Arbitrary<Said> {
  if (turn.by !== 'tools')
    return fc.oneof(
      fc.constantFrom(...roles).map((by) => ({ ...turn, by })),
      text.map((other) => ({ ...turn, text: other })),
      name.map((other) => ({ ...turn, name: other })),
    );
  const [first, ...others] = turn.calls;
  if (!first) return fc.constant(turn);
  return fc.oneof(
    word.map((other) => ({ ...turn, calls: [{ ...first, name: other }, ...others] })),
    word.map((other) => ({ ...turn, calls: [{ ...first, arguments: other }, ...others] })),
    text.map((other) => ({ ...turn, calls: [{ ...first, result: other }, ...others] })),
    fc.constant({ ...turn, calls: [...turn.calls, first] }),
    text.map((other) => ({ ...turn, text: other })),
  );
}
