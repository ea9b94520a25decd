import fc from 'fast-check';
import { ledgerParts, settingsWith } from '../../../test/support/core-fakes';
import type { Turn } from '../ports/words';
import { conversationKey } from '../question/conversation-key';
import { Condensing } from './condensing';
import { Conversations } from './conversations';

/** Of `settingsWith`. */
const MAX_CHARS = 200;

const ASKER = {
  principal: { tenant: 'acme', user: 'ann', workspaces: [], roles: [] },
  policy: { noCache: false, noStore: false, onlyIfCached: false },
};

function understand(question: string, earlier: readonly Turn[]) {
  const { ledger } = ledgerParts();
  const settings = settingsWith();
  const conversations = new Conversations(settings, new Condensing(settings, ledger), ledger);
  const understood = conversations.understand({ ...ASKER, question, earlier });
  if (understood instanceof Promise) throw new Error('Rules make no promise.');
  return understood;
}

const word = fc.constantFrom(
  'What',
  'is',
  'it',
  'the',
  'and',
  'Maren',
  'key',
  'on',
  'Sundays',
  'her',
  'why',
  'x'.repeat(90),
);
const line = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => `${words.join(' ')}?`);
const turn = fc.record({ role: fc.constantFrom('user', 'assistant'), text: line } as const);
const system = fc.record({ role: fc.constant('system'), text: fc.string({ maxLength: 20 }) } as const);

describe('a question behind other turns, as it goes on', () => {
  it('is as short as a question must be, and is made again from the same turns', () => {
    fc.assert(
      fc.property(line, fc.array(turn, { maxLength: 5 }), (question, turns) => {
        const made = understand(question, turns);
        expect(made.question.length).toBeLessThanOrEqual(Math.max(MAX_CHARS, question.length));
        expect(made.question.isWellFormed()).toBe(true);
        expect(understand(question, turns).question).toBe(made.question);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no turn along but system messages, so that its key has these and its own words alone', () => {
    fc.assert(
      fc.property(
        line,
        fc.array(turn, { minLength: 1, maxLength: 5 }),
        fc.array(system, { maxLength: 2 }),
        (question, turns, systems) => {
          const made = understand(question, [...systems, ...turns]);
          if (!made.standalone) return;
          expect(made.earlier).toEqual(systems);
          const alone = { earlier: systems, later: [] };
          expect(conversationKey({ earlier: made.earlier, later: [] })).toBe(conversationKey(alone));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('has another key under another system message', () => {
    fc.assert(
      fc.property(turn, system, system, (said, one, other) => {
        fc.pre(one.text !== other.text);
        const keyOf = (first: Turn): string =>
          conversationKey({
            earlier: understand('Where is the key of Maren?', [first, said]).earlier,
            later: [],
          });
        expect(keyOf(one)).not.toBe(keyOf(other));
      }),
    );
  });

  it('takes wishes along as what its person said', () => {
    const said: Turn[] = [
      { role: 'user', text: 'Answer in German, please. What is cold brew?' },
      { role: 'assistant', text: 'Kaffee. [1]' },
    ];
    expect(understand('How long does it steep?', said)).toMatchObject({
      question: 'How long does cold brew steep?',
      earlier: [{ role: 'system', text: 'The person said before: Answer in German, please.' }],
    });
  });
});
