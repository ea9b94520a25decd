import fc from 'fast-check';
import { negationsAgree, oppositesAgree, standpointsAgree } from './contrast.gate';
import { evidenceHolds } from './evidence.gate';
import { rejectingGate, type Candidacy } from './gates';
import { DIFFERENT, SAME } from './held-out.cases';
import { interrogativesAgree } from './interrogative.gate';
import { languageIsKnown } from './language.gate';
import { namesAgree } from './names.gate';
import { numbersAgree } from './numbers.gate';
import { DIFFERENT_OVER_NOTES, SAME_OVER_NOTES } from './over-notes.cases';
import type { Pair } from './pair';
import { read } from './reading';
import { rolesAgree } from './roles.gate';
import { substanceSuffices } from './substance.gate';
import { wordsAgree } from './words.gate';

type Row = readonly [question: string, candidate: string];

const TABLES: Readonly<
  Record<string, { gate: (pair: Pair) => boolean; same: readonly Row[]; other: readonly Row[] }>
> = {
  'numbers, times, dates, units, versions and amounts': {
    gate: numbersAgree,
    same: [
      ['Is the shop open at 10 A.M.?', 'Is the shop open at 10:00 am?'],
      ['What runs at 22:15?', 'What runs at 10:15 pm?'],
      ['Is lunch before noon?', 'Is lunch before 12 pm?'],
      ['What costs $1,500?', 'What costs 1500 dollars?'],
      ['Who has two cars?', 'Who has 2 cars?'],
      ['What is new in v2.1?', 'What is new in version 2.1?'],
      ['Is 5kg too heavy?', 'Is 5 kg too heavy?'],
      ['What happened on May 21st?', 'What happened on 21 May?'],
    ],
    other: [
      ['What was sold in 2023?', 'What was sold in 2024?'],
      ['Is the shop open at 10 am?', 'Is the shop open at 10 pm?'],
      ['Is the shop open at 6:00?', 'Is the shop open at 18:00?'],
      ['What is new in 2.1?', 'What is new in 2.10?'],
      ['Who has two cars?', 'Who has three cars?'],
      ['Which orders are above 500?', 'Which orders are above 5000?'],
      ['Is 0.5 the limit?', 'Is 5 the limit?'],
      ['What happened in 2020?', 'What happened?'],
    ],
  },
  negation: {
    gate: negationsAgree,
    same: [
      ["Why doesn't the pump work?", 'Why does the pump not work?'],
      ['I cannot log in', "I can't log in"],
      ['Is there tea?', 'Which tea is there?'],
    ],
    other: [
      ['Which rooms are not heated?', 'Which rooms are heated?'],
      ['Who never paid?', 'Who paid?'],
      ['Is tea without sugar served?', 'Is tea with sugar served?'],
      ['Which trains do not stop but run?', 'Which trains stop but do not run?'],
      ['I cannot verify my name', 'I do not verify my name'],
    ],
  },
  opposites: {
    gate: oppositesAgree,
    same: [
      ['How do I switch the light on and off?', 'How do I switch the light off and on?'],
      ['When does it open?', 'When is it opened?'],
    ],
    other: [
      ['How do I turn the alarm on?', 'How do I turn the alarm off?'],
      ['What comes before algebra?', 'What comes after algebra?'],
      ['When does it open?', 'When does it close?'],
      ['What is the first step?', 'What is the last step?'],
      ['Who increased the price?', 'Who decreased the price?'],
      ['How do I import it?', 'How do I export it?'],
      ['What is the maximum?', 'What is the minimum?'],
      ['Who is the employer?', 'Who is the employee?'],
      ['Is it public?', 'Is it private?'],
    ],
  },
  'standpoints: may and must, was and is, mine and theirs': {
    gate: standpointsAgree,
    same: [
      ['May I park here?', 'Am I allowed to park here?'],
      ['What is my balance?', 'What is the balance?'],
      ['Who was the founder?', 'Who founded it?'],
    ],
    other: [
      ['May I wear a helmet?', 'Must I wear a helmet?'],
      ['Should I wear a helmet?', 'Do I have to wear a helmet?'],
      ['Who is the manager?', 'Who was the manager?'],
      ['What did it cost?', 'What will it cost?'],
      ['What is my balance?', 'What is her balance?'],
      ['Where is his desk?', 'Where is your desk?'],
    ],
  },
  'what is asked for': {
    gate: interrogativesAgree,
    same: [
      ['When does the bus leave?', 'At what time does the bus leave?'],
      ['The bus leaves when?', 'Do you know when the bus leaves?'],
      ['How many cups are there?', 'What number of cups are there?'],
      ['Why did it fail?', 'What was the reason that it failed?'],
      ['Which suppliers are there?', 'Are there any suppliers?'],
      ['guest network password', 'What is the guest network password?'],
      ['How do I cancel?', 'I would like to cancel'],
      ['Which year did it open?', 'When did it open?'],
      ['How is the bridge called?', 'What is the bridge called?'],
      ['Why was it moved?', 'What was the main reason that it was moved?'],
      ['Please tell me where the key is', 'Where is the key?'],
      ['Could you tell me if it is open?', 'Is it open?'],
      ['Who teaches algebra?', 'Which teacher teaches algebra?'],
      ['My card fails when I pay. Why?', 'Why does my card fail when I pay?'],
    ],
    other: [
      ['When did it fail?', 'Why did it fail?'],
      ['Where is the meeting?', 'When is the meeting?'],
      ['How many people came?', 'Which people came?'],
      ['Who was hired?', 'When was somebody hired?'],
      ['How do I cancel?', 'Why do I cancel?'],
      ['How long does it take?', 'How often does it happen?'],
      ['Can I exchange currencies?', 'What currencies can I exchange?'],
    ],
  },
  'names and codes': {
    gate: namesAgree,
    same: [
      ['What does Dr. Smith teach?', 'What does Smith teach?'],
      ['Is the shop open on Mondays?', 'Is the shop open on Monday?'],
      ['What is in EECS 280?', 'EECS 280 is about what?'],
    ],
    other: [
      ['Who lives in Boston?', 'Who lives in Denver?'],
      ['What is the rate of USD?', 'What is the rate of EUR?'],
      ['Which classes count as Other?', 'Which classes count?'],
      ['Does Will teach algebra?', 'Will algebra be taught?'],
      ['What does maxRetries do?', 'What does maxDelay do?'],
      ['Who got a B- in art?', 'Who got a B in art?'],
      ['Is C++ taught?', 'Is C# taught?'],
    ],
  },
  'words that only one question holds': {
    gate: wordsAgree,
    same: [
      ['Please tell me where the keys are kept', 'Where are the keys stored?'],
      ['How do I remove a user?', 'How can I delete users?'],
      ['What is the price of the plan?', 'How much does the plan cost?'],
      ['Which classes are in the Winter term?', 'Which classes are in Winter?'],
      ['Which city is the capital of Texas?', 'What is the capital of Texas?'],
      ['Which boats sail this upcoming Winter?', 'Which boats sail in Winter?'],
      ['Where do I sign up for the trip?', 'Where do I register for the trip?'],
      ['Who approved the cancellation?', 'Who approved cancelling?'],
      ['What is the size of uploads?', 'How big is an upload?'],
    ],
    other: [
      ['What are the side effects of aspirin?', 'What are the side effects of ibuprofen?'],
      ['Where is the upper deck?', 'Where is the deck?'],
      ['How do I find users?', 'How do I check users?'],
      ['What is planned?', 'What is the plane?'],
      ['When is the department open?', 'When do they depart?'],
      ['Who runs the lab?', 'Who runs the seminar?'],
      ['What grows this year?', 'What grows in a year?'],
      ['What does it cost per month?', 'What does it cost per year?'],
      ['In which city was Tesla born?', 'In which country was Tesla born?'],
      ['What year did it open?', 'On what day did it open?'],
      ['What is in room 5?', 'What is on page 5?'],
      ['How many days does it take?', 'How many weeks does it take?'],
    ],
  },
  'who does what to whom': {
    gate: rolesAgree,
    same: [
      ['In May, who called Anna?', 'Who called Anna in May?'],
      ['How do I fly from Boston to Denver?', 'How do I fly to Denver from Boston?'],
      ['When is EECS 280 offered next Winter?', 'Next Winter, when is EECS 280 offered?'],
      ['Which upper-level classes have 3 credits?', 'Which 3-credit classes are upper-level?'],
      ['Which boats sail in Spring or Summer?', 'Which boats sail in Summer or Spring?'],
      ['Which ferries call at Oslo, Bergen and Turku?', 'Which ferries call at Turku, Oslo and Bergen?'],
      ['The epoch is in which period?', 'In which period is the epoch?'],
    ],
    other: [
      ['How do I fly from Boston to Denver?', 'How do I fly from Denver to Boston?'],
      ['Can cats eat dog food?', 'Can dogs eat cat food?'],
      ['Did Google buy Fitbit?', 'Did Fitbit buy Google?'],
      ['Who manages Anna?', 'Who does Anna manage?'],
      ['What are the causes of fire?', 'What does fire cause?'],
      ['How do I convert a PDF to Word?', 'How do I convert Word to a PDF?'],
      ['How do I turn text into speech?', 'How do I turn speech into text?'],
      ['Which letters are from the bank?', 'Which letters are to the bank?'],
      ['Is algebra needed for calculus?', 'Is calculus needed for algebra?'],
      ['Is 203 needed for 511?', 'Is 511 needed for 203?'],
      ['Who does Dana report to?', 'Who reports to Dana?'],
      ['Into what does the Vell flow?', 'From what does the Vell flow?'],
      ['Who is taller than Anna?', 'Who is Anna taller than?'],
      ['Who was hired by Anna?', 'Who hired Anna?'],
      ['Who is Anna the manager of?', 'Who is the manager of Anna?'],
      ['What comes before algebra?', 'What does algebra come before?'],
      ['Which team beat Ajax?', 'Which team did Ajax beat?'],
    ],
  },
  'the known language': {
    gate: languageIsKnown,
    same: [
      ['Where is it?', 'Who teaches algebra?'],
      ['Do we ship to Canada?', 'Show me degree requirements'],
    ],
    other: [
      ['Wo ist der Schlüssel?', 'Wo ist der Schlüssel?'],
      ['¿Dónde está la llave?', 'Where is the key?'],
      ['Où est la clé?', 'Où est la clé?'],
      ['鍵はどこですか', '鍵はどこですか'],
      ['Где ключ?', 'Where is the key?'],
    ],
  },
};

describe.each(Object.entries(TABLES))('the gate of %s', (_, { gate, same, other }) => {
  it.each(same)('lets pass: %s ← %s', (question, candidate) => {
    expect(gate(pairOf(question, candidate))).toBe(true);
    expect(gate(pairOf(candidate, question))).toBe(true);
  });

  it.each(other)('rejects: %s ← %s', (question, candidate) => {
    expect(gate(pairOf(question, candidate))).toBe(false);
    expect(gate(pairOf(candidate, question))).toBe(false);
  });
});

describe('the gate of evidence', () => {
  const answer = { passages: ['a', 'b', 'c'], cited: ['b'] };
  it.each([
    [['a', 'b', 'c'], 'order set cited'],
    [['a', 'c', 'b'], 'set cited'],
    [['a', 'x', 'b'], 'cited'],
    [['b', 'a', 'c'], 'set'],
    [['a', 'c', 'x'], ''],
    [['a', 'b'], 'cited'],
    [[], ''],
  ])('lets %j pass with these strengths: %s', (fresh, passing) => {
    const strengths = (['order', 'set', 'cited'] as const).filter((one) => evidenceHolds(answer, fresh, one));
    expect(strengths.join(' ')).toBe(passing);
  });

  it('wants the same set of an answer that cites nothing', () => {
    expect(evidenceHolds({ passages: ['a', 'b'], cited: [] }, ['a', 'x'], 'cited')).toBe(false);
    expect(evidenceHolds({ passages: ['a', 'b'], cited: [] }, ['b', 'a'], 'cited')).toBe(true);
  });

  it('is never passed where there is no evidence', () => {
    expect(evidenceHolds({ passages: [], cited: [] }, [], 'order')).toBe(false);
  });
});

describe('the gate of substance', () => {
  const long = 'Which upper deck cabins have balconies in May 2024?';

  it.each([
    ['Which fees are there?', 0.95],
    [long, 0.7],
  ])('lets %s pass at %d', (text, similarity) => {
    expect(substanceSuffices(pairOf(text, text), similarity)).toBe(true);
  });

  it.each([
    ['my balance', 0.99],
    ['Which fees are there?', 0.85],
    [long.replace('Which u', 'I asked for u'), 0.7],
  ])('rejects %s at %d', (text, similarity) => {
    expect(substanceSuffices(pairOf(text, text), similarity)).toBe(false);
  });
});

describe('all gates together', () => {
  it('serve the pairs that a person would', () => {
    const refused = SAME.filter(([question, candidate]) => gateOf(question, candidate) !== null);
    expect(refused).toEqual([]);
  });

  it('serve none of the pairs that a person would not', () => {
    const served = DIFFERENT.filter(([question, candidate]) => gateOf(question, candidate) === null);
    expect(served).toEqual([]);
  });

  it('serve none of the pairs whose answers stand beside each other in a note', () => {
    const served = DIFFERENT_OVER_NOTES.filter(
      ([question, candidate]) => gateOf(question, candidate) === null,
    );
    expect(served).toEqual([]);
  });

  it('serve two of five pairs that are said in quite other words, and no fewer', () => {
    const served = SAME_OVER_NOTES.filter(([question, candidate]) => gateOf(question, candidate) === null);
    expect(served.length).toBeGreaterThanOrEqual(26);
  });

  it('reject what is below the threshold or rests on other evidence before they look at words', () => {
    const pair = pairOf('Where are the keys?', 'Where are the keys?');
    const candidacy: Candidacy = { ...pair, similarity: 0.84, threshold: 0.85, evidence: null };
    expect(rejectingGate(candidacy)).toBe('similarity');
    expect(rejectingGate({ ...candidacy, similarity: Number.NaN })).toBe('similarity');
    const evidence = { answer: { passages: ['a'], cited: ['a'] }, fresh: ['b'], strength: 'cited' } as const;
    expect(rejectingGate({ ...candidacy, similarity: 1, evidence })).toBe('evidence');
  });

  it('say the same of a pair whichever question came first, and let every question stand for itself', () => {
    fc.assert(
      fc.property(question, question, (one, other) => {
        expect(gateOf(one, other)).toBe(gateOf(other, one));
        expect(gateOf(one, one)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('never throw, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (one, other) => {
        expect([null, expect.any(String)]).toContainEqual(gateOf(one, other));
      }),
    );
  });
});

const question = fc
  .tuple(
    fc.constantFrom('Who', 'When', 'Where', 'Which users', 'How many users', 'Why', 'How'),
    fc.constantFrom('does', 'did', 'can', 'will'),
    fc.constantFrom('Anna', 'the bank', 'EECS 280', 'a dog', 'my team'),
    fc.constantFrom('pay', 'not pay', 'open', 'close', 'import', 'send'),
    fc.constantFrom('', 'Denver', 'the food', '5 dollars', 'this year'),
    fc.constantFrom('', 'from Boston', 'to Boston', 'before 10 am', 'after May', 'by the dog'),
  )
  .map((parts) => `${parts.filter((part) => part !== '').join(' ')}?`);

function pairOf(asked: string, candidate: string): Pair {
  return { question: read(asked), candidate: read(candidate) };
}

function gateOf(asked: string, candidate: string): string | null {
  return rejectingGate({ ...pairOf(asked, candidate), similarity: 1, threshold: 0.85, evidence: null });
}
