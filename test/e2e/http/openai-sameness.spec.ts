import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { assistantDoor, chatDoor, completionsDoor, responsesDoor, type Door } from '../../support/doors';
import { withModel } from '../../support/with-app';

const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const RUNS = 120;

/** Those through which the same question must have one answer. */
const DOORS: readonly Door[] = [chatDoor, responsesDoor, completionsDoor, assistantDoor];

/** Turns are part of the key here, so that a door which lost one would be seen. */
const { model, me, modelCalls } = withModel({
  env: { EMBEDDING_PROVIDER: 'lexical', CONVERSATIONS: 'verbatim' },
  note: OPENING,
});

beforeEach(() => {
  model.answerWith(() => '{"opens":"09:00"}');
});

/** A question that nobody has asked yet, of words that the note has. */
const newQuestion = (): string => `When does the bakery open on Sundays ${randomUUID()}?`;

async function matchOf({ path, body }: Door, asked: Parameters<Door['body']>[0]): Promise<string | null> {
  const answer = await me.call('POST', path, { json: body(asked) });
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  return answer.headers.get('x-cache');
}

const door = fc.constantFrom(...DOORS);

describe('the same question', () => {
  it('is a hit with any harmless parameters and tools, through any door', async () => {
    const question = newQuestion();
    await matchOf(chatDoor, { question, parameters: {} });
    const harmless = door.chain((through) => fc.tuple(fc.constant(through), through.harmless));
    await fc.assert(
      fc.asyncProperty(harmless, async ([through, parameters]) => {
        expect(await matchOf(through, { question, parameters })).toBe('HIT');
      }),
      { numRuns: RUNS },
    );
    expect(modelCalls()).toBe(1);
  });

  it('is never the plain one’s hit with a parameter that shapes its answer, and is its own', async () => {
    const question = newQuestion();
    await matchOf(chatDoor, { question, parameters: {} });
    const seen = new Set<string>();
    const shaping = door.chain((through) => fc.tuple(fc.constant(through), through.shaping));
    await fc.assert(
      fc.asyncProperty(shaping, async ([through, [name, parameters]]) => {
        const cache = await matchOf(through, { question, parameters });
        expect([name, cache]).toEqual([name, seen.has(name) ? 'HIT' : 'MISS']);
        seen.add(name);
      }),
      { numRuns: RUNS },
    );
    expect(modelCalls()).toBe(seen.size + 1);
  });

  it('is never the plain one’s hit with any one shaping parameter of any door', async () => {
    for (const through of DOORS) {
      const ways = new Map(fc.sample(through.shaping, 300).map((way) => [JSON.stringify(way), way]));
      for (const [meaning, parameters] of ways.values()) {
        const question = newQuestion();
        await matchOf(chatDoor, { question, parameters: {} });
        const caches = [
          await matchOf(through, { question, parameters }),
          await matchOf(through, { question, parameters }),
        ];
        expect([through.path, meaning, caches]).toEqual([through.path, meaning, ['MISS', 'HIT']]);
      }
    }
  });
});
