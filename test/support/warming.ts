import type { Answer, Person } from './app';

export const QUESTIONS = ['When does the bakery open on Sundays?', 'Who bakes the bread of the bakery?'];
export const NOTE = {
  title: 'Bakery',
  body: 'The bakery opens at nine on Sundays. Agnes bakes the bread.',
  visibility: 'workspace',
};

/** Calls `POST /assistant/warm`. */
export const warm = (person: Person, questions: readonly string[]) =>
  person.call<string>('POST', '/assistant/warm', { json: { questions } });

/** The lines of its answer. Blank ones are heart-beats. */
export const linesOf = ({ body }: Answer<string>): unknown[] =>
  body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

/** Each question's line in their order, then the totals. */
export const inOrder = (answer: Answer<string>): unknown[] => {
  const lines = linesOf(answer) as { question?: number }[];
  return lines.sort(({ question: a = Infinity }, { question: b = Infinity }) => a - b);
};
