import { answerTypeOf, bearsAnswer } from './answer-type';
import { wordsOf } from './words';

describe('answerTypeOf', () => {
  it.each([
    ['When did it start?', 'time'],
    ['In what year was it built?', 'time'],
    ['On which days do we roast?', 'time'],
    ['Since when is the lift broken?', 'time'],
    ['What do I do when the lift is stuck?', 'open'],
    ['Who is told when the lift is stuck?', 'name'],
    ['Am I allowed to use the lift?', 'leave'],
    ['How many people came?', 'number'],
    ['What is the population of Metz?', 'number'],
    ['Why was it late?', 'reason'],
    ['Who built it?', 'name'],
    ['What city is it in?', 'name'],
    ['What did she say?', 'open'],
    ['¿Quién lo construyó?', 'open'],
  ] as const)('%s asks for a %s', (question, type) => {
    expect(answerTypeOf(question)).toBe(type);
  });
});

describe('bearsAnswer', () => {
  const bears = (question: string, sentence: string): boolean =>
    bearsAnswer(
      answerTypeOf(question),
      wordsOf(sentence),
      new Set(wordsOf(question).map(({ stem }) => stem)),
    );

  it.each([
    ['When did Ada leave?', 'Ada left on 3 May.', 'Ada left with her brother.'],
    ['When is lunch?', 'Lunch is at 12:30.', 'Lunch is in the kitchen.'],
    ['How many eggs?', 'Take three eggs.', 'Take the eggs.'],
    ['Who called Ada?', 'Ada was called by Grace.', 'Ada was called again.'],
    ['Are visitors let in?', 'Visitors are refused.', 'Visitors are many.'],
    ['Why is Ada late?', 'Ada is late because of snow.', 'Ada is late again.'],
  ])('%s is answered by "%s", not by "%s"', (question, answering, other) => {
    expect(bears(question, answering)).toBe(true);
    expect(bears(question, other)).toBe(false);
  });

  it('does not count what the question said already', () => {
    expect(bears('When in 1955 did it happen?', 'It was 1955.')).toBe(false);
  });
});
