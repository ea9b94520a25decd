import fc from 'fast-check';
import type { Turn } from '../ports/words';
import { readFollowUp } from './standalone';

/** Users and models in turns, the user first. */
function turnsOf(said: readonly string[]): Turn[] {
  return said.map((text, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', text }));
}

type Case = readonly [said: readonly string[], question: string, standalone: string];

const POINTING: readonly Case[] = [
  [
    ['What is cold brew?', 'Coffee made cold. [1]'],
    'How long does it steep?',
    'How long does cold brew steep?',
  ],
  [
    ['Tell me about cold brew', 'It is good. [1]'],
    'How long does it steep?',
    'How long does cold brew steep?',
  ],
  [
    ['How long does the cold brew steep?', '16 hours. [1]'],
    'And how much does a glass of it cost?',
    'How much does a glass of the cold brew cost?',
  ],
  [
    ['When is the database backed up?', 'At 02:30. [1]'],
    'How is it restored?',
    'How is the database restored?',
  ],
  [
    ['Who has the spare key to the roastery?', 'Agnes Pell has it. [1]'],
    'What is her phone number?',
    "What is Agnes Pell's phone number?",
  ],
  [
    ['Who runs the roastery?', 'Maren Vogel runs the roastery. [1]'],
    'When is she on holiday?',
    'When is Maren Vogel on holiday?',
  ],
  [
    ['Where do Maren and Tobias stay in Lisbon?', 'In a pension. [1]'],
    'When do they fly home?',
    'When do Maren and Tobias fly home (in Lisbon)?',
  ],
  [
    ['Where do Maren and Tobias stay in Lisbon?', 'In a pension. [1]'],
    'How much does it cost?',
    'How much does it cost (Maren and Tobias stay in Lisbon)?',
  ],
  [
    ['Which coffee won the June cupping?', 'Tesfa Ridge won. [1]'],
    'How much does it cost per kilogram?',
    'How much does Tesfa Ridge cost per kilogram?',
  ],
  [
    ['Who supplies the bags?', 'Foldwell supplies them. [1]'],
    'What does that supplier charge?',
    'What does that supplier charge (Foldwell, the bags)?',
  ],
  [
    ['How do I restart the web shop?', 'Log in. [1]'],
    'How long does it take?',
    'How long does it take to restart the web shop?',
  ],
  [
    ['How long does it take to restart the web shop?', 'Twenty seconds. [1]'],
    'Who may do it?',
    'Who may restart the web shop?',
  ],
];

const SHORT: readonly Case[] = [
  [
    ['When does the bakery open on Saturdays?', 'At eight. [1]'],
    'And on Sundays?',
    'When does the bakery open on Sundays?',
  ],
  [
    ['How much does Tesfa Ridge cost per kilogram?', '£7.10. [1]'],
    'What about Pedra Mansa?',
    'How much does Pedra Mansa cost per kilogram?',
  ],
  [
    ['How much does a 1 kg bag of Harbour cost?', '£34. [1]'],
    'And a 250 g bag?',
    'How much does a 250 g bag of Harbour cost?',
  ],
  [['When is Tobias on holiday?', 'In August. [1]'], 'And Priya?', 'When is Priya on holiday?'],
  [
    ['How do I restart the web shop?', 'Log in. [1]'],
    'What about the database?',
    'How do I restart the database?',
  ],
  [['When did the web shop go down?', 'In March. [1]'], 'Why?', 'Why did the web shop go down?'],
  [['How much is shipping?', '£3.40. [1]'], 'Why?', 'Why (how much is shipping, £3.40)?'],
  [['When is the next planning meeting?', 'In May. [1]'], 'Where?', 'Where is the next planning meeting?'],
  [['What is cold brew?', 'Coffee. [1]'], 'And the price?', 'What is the price of cold brew?'],
  [['What is cold brew?', 'Coffee. [1]'], 'Tell me more', 'Tell me more (cold brew)?'],
];

const LATER: readonly Case[] = [
  [
    ['What is cold brew?', 'Coffee. [1]', 'How long does it steep?', '16 hours. [2]'],
    'And how much does it cost?',
    'How much does cold brew cost?',
  ],
  [
    ['Who is Agnes Pell?', 'A neighbour. [1]', 'What is the alarm code?', '1234. [1]'],
    'When is she at home?',
    'When is Agnes Pell at home?',
  ],
  [
    ['What is cold brew?', 'Coffee. [1]', 'Thanks!', 'You are welcome.'],
    'How long does it steep?',
    'How long does cold brew steep?',
  ],
];

const OTHER_LANGUAGES: readonly Case[] = [
  [['Wie lange zieht der Cold Brew?', '16 Stunden. [1]'], 'Was kostet er?', 'Was kostet der Cold Brew?'],
  [
    ['Wann öffnet der Laden am Samstag?', 'Um neun. [1]'],
    'Und am Sonntag?',
    'Wann öffnet der Laden am Sonntag?',
  ],
  [
    ['¿Cuándo abre la tienda el sábado?', 'A las nueve. [1]'],
    '¿Y el domingo?',
    '¿Cuándo abre la tienda el domingo?',
  ],
  [['¿Qué es el cold brew?', 'Café. [1]'], '¿Cuánto cuesta?', '¿Cuánto cuesta (el cold brew)?'],
];

describe('a follow-up by rules', () => {
  it.each(POINTING)('that points at what was said gets it: %j %s', (said, question, standalone) => {
    expect(readFollowUp(question, turnsOf(said))).toEqual({ kind: 'rewritten', question: standalone });
  });

  it.each(SHORT)(
    'that is no sentence takes its place in the question before: %j %s',
    (said, question, standalone) => {
      expect(readFollowUp(question, turnsOf(said))).toEqual({ kind: 'rewritten', question: standalone });
    },
  );

  it.each(LATER)('behind several turns knows what they were about: %j %s', (said, question, standalone) => {
    expect(readFollowUp(question, turnsOf(said))).toEqual({ kind: 'rewritten', question: standalone });
  });

  it.each(OTHER_LANGUAGES)('is understood in German and Spanish: %j %s', (said, question, standalone) => {
    expect(readFollowUp(question, turnsOf(said))).toEqual({ kind: 'rewritten', question: standalone });
  });

  it('loses the and before a question of its own, so that it is the same as without', () => {
    expect(
      readFollowUp('And how much is shipping to Spain?', turnsOf(['What is cold brew?', 'Coffee.'])),
    ).toEqual({
      kind: 'rewritten',
      question: 'How much is shipping to Spain?',
    });
  });
});

const ALONE = [
  'What is our revenue target for 2026?',
  '  Where is the main gas valve ?  ',
  'When does Maren take her holiday?',
  'What is cold brew and how long does it steep?',
  'How long does it take to restart the web shop?',
  'Is it allowed to bring a dog to the roastery?',
  'Are there peanuts in the gift box?',
  'Which note tells of the decision that superseded the one of March?',
  'Who is on call this week?',
  'wifi password roastery',
  'Wo ist der Ersatzschlüssel?',
  '¿Dónde está la llave del tostador?',
];

describe('a question of its own', () => {
  it.each(ALONE)('is left byte for byte as it is behind other turns: %s', (question) => {
    const reading = readFollowUp(question, turnsOf(['How long does green tea steep?', 'Three minutes. [1]']));
    expect(reading).toMatchObject({ kind: 'alone', question });
  });

  it('in a language without rules is not guessed at', () => {
    const said = turnsOf(['Combien de temps infuse le thé ?', 'Trois minutes. [1]']);
    expect(readFollowUp('Et combien coûte-t-il ?', said)).toEqual({ kind: 'unknown' });
  });
});

/** Words of questions, marks, and text of any kind. */
const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom(
          'what',
          'is',
          'it',
          'the',
          'And',
          'Maren',
          'key',
          '?',
          'on',
          'Sundays',
          'her',
          'of',
          'was',
          'das',
          'y',
          'más',
          '(',
          '5.2',
          'why',
        ),
        { maxLength: 14 },
      )
      .map((words) => words.join(' ')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 400 }) },
);

describe('what the rules make of any turns', () => {
  it('is the same each time, well formed, in one line, and bounded', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 6 }), (question, said) => {
        const reading = readFollowUp(question, turnsOf(said));
        expect(readFollowUp(question, turnsOf(said))).toEqual(reading);
        if (reading.kind !== 'rewritten') return;
        expect(reading.question.isWellFormed()).toBe(true);
        expect(reading.question).not.toMatch(/[\n\r\t]|^\s|\s$/u);
        // A follow-up grows by what it takes from each turn before it, never without bound.
        expect(reading.question.length).toBeLessThanOrEqual(
          2 * question.length + said.join('').length + 2_000,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no longer than its turns do', () => {
    const long = 'and what about it of the '.repeat(200);
    const startedAt = performance.now();
    readFollowUp(long.slice(0, 2_000), turnsOf(Array.from({ length: 60 }, () => long)));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it('takes no longer where every word points and every answer is full of names', () => {
    const asks = `is ${'she '.repeat(150)}`;
    const names = `${'. '.repeat(150)}${'Aa,'.repeat(100)}`;
    const things = 'aa it '.repeat(333);
    const eight = Array.from({ length: 8 }, () => [asks, names]).flat();
    const startedAt = performance.now();
    readFollowUp(asks, turnsOf(eight));
    readFollowUp(things, turnsOf(Array.from({ length: 16 }, () => things)));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
