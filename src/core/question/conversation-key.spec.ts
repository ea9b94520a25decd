import fc from 'fast-check';
import type { Turn } from '../ports/words';
import { conversationKey, type Conversation } from './conversation-key';

/** Some that look like roles, names and counts, which are what a turn's text could be taken for. */
const text = fc.oneof(fc.constantFrom('user', 'system', '', '1', 'l0', ';s1:a'), fc.string({ maxLength: 4 }));
const name = fc.option(text, { nil: undefined });
const turn: fc.Arbitrary<Turn> = fc.record(
  { role: fc.constantFrom('system', 'user', 'assistant'), text, name },
  { requiredKeys: ['role', 'text'] },
);
const turns = fc.array(turn, { maxLength: 3 });
const conversation: fc.Arbitrary<Conversation> = fc.record({ name, earlier: turns, later: turns });

/** What it says, in a writing that is not the key's. */
const meaning = ({ name: asker, earlier, later }: Conversation): string =>
  JSON.stringify([asker ?? null, ...[earlier, later].map((some) => some.map(saidOf))]);

const saidOf = ({ role, text: said, name: by }: Turn) => [role, said, by ?? null];

const sameKeyAsMeaning = (a: Conversation, b: Conversation): boolean =>
  (conversationKey(a) === conversationKey(b)) === (meaning(a) === meaning(b));

/** One that holds the same turns, in another order or around the question in another way. */
const reordered = conversation.chain((a) => {
  const all = [...a.earlier, ...a.later];
  const order = fc.shuffledSubarray(all, { minLength: all.length });
  return fc
    .tuple(order, fc.nat(all.length), fc.constantFrom(a.name, undefined))
    .map(([shuffled, at, asker]) => {
      const b: Conversation = { name: asker, earlier: shuffled.slice(0, at), later: shuffled.slice(at) };
      return [a, b] as const;
    });
});

describe('the key of a conversation', () => {
  it('is the same for two only where they say the same', () => {
    fc.assert(fc.property(conversation, conversation, sameKeyAsMeaning), { numRuns: 2_000 });
  });

  it('is another one when turns change places or stand on the other side of the question', () => {
    fc.assert(
      fc.property(reordered, ([a, b]) => sameKeyAsMeaning(a, b)),
      { numRuns: 2_000 },
    );
  });

  it('is the same whether a name is missing or undefined, and however the object is made', () => {
    fc.assert(
      fc.property(conversation, (a) => {
        const anew = (some: readonly Turn[]): Turn[] =>
          some.map((said) => ({ name: said.name, text: said.text, role: said.role }));
        expect(conversationKey({ later: anew(a.later), earlier: anew(a.earlier), name: a.name })).toBe(
          conversationKey(a),
        );
      }),
    );
  });

  it('does not take a name for a text, a text for a role, nor a turn for the question, in any of 73,947', () => {
    const words = ['user', 'system'] as const;
    const names = [undefined, ...words];
    const one = words.flatMap((role) =>
      words.flatMap((said) => names.map((by): Turn => ({ role, text: said, name: by }))),
    );
    const upToTwo: readonly (readonly Turn[])[] = [
      [],
      ...one.map((a) => [a]),
      ...one.flatMap((a) => one.map((b) => [a, b])),
    ];
    const keys = upToTwo.flatMap((earlier) =>
      upToTwo.flatMap((later) => names.map((asker) => conversationKey({ name: asker, earlier, later }))),
    );
    expect(keys).toHaveLength(73_947);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is empty for a question of its own, and only for that', () => {
    fc.assert(
      fc.property(conversation, (a) => {
        const alone = a.earlier.length === 0 && a.later.length === 0 && a.name === undefined;
        expect(conversationKey(a) === '').toBe(alone);
      }),
    );
  });
});
