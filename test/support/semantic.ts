import type { Answer, Person, TestApp } from './app';
import { eventually } from './eventually';

/** Two questions that pass every gate; MiniLM has them at .979. */
export const ASKED = 'When does the bakery open on Sundays?';
export const ALIKE = 'At what time does the bakery open on Sundays?';

/** The same of another note; .986. */
export const PERMIT_ASKED = 'How much does the parking permit cost?';
export const PERMIT_ALIKE = 'What does the parking permit cost?';

export const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
export const PERMIT = { title: 'Parking', body: 'The parking permit costs 120 euros.' };

/** Every eligible pair is served, and none is audited. */
export const SERVE = { CACHE_SEMANTIC_MODE: 'serve', CACHE_SEMANTIC_AUDIT_SHARE: '0' } as const;

/** What a model says whose answers depend on nothing but the notes. */
export const NINE = 'It opens at nine. [1]';

/** Asks, and waits until what is kept of it is kept. */
export async function asked(app: TestApp, person: Person, question: string): Promise<Answer> {
  const answer = await person.ask(question);
  expect(answer.status).toBe(200);
  await app.stored();
  return answer;
}

export async function matchOf(person: Person, question: string, more: object = {}): Promise<string | null> {
  const { status, body } = await person.ask(question, more);
  expect(status).toBe(200);
  return body.metadata.match;
}

/** Resolves when so many pairs were judged by this application. */
export function judged({
  person,
  count,
}: {
  readonly person: Person;
  readonly count: number;
}): Promise<void> {
  return eventually(`${count} pairs are judged`, async () => {
    const { right, wrong, uncertain } = (await person.stats()).semantic.judged;
    return right + wrong + uncertain >= count;
  });
}
