import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { waysToSay, type Way } from '../../support/conversation-doors';
import { changed, meaningOf, talks } from '../../support/conversations';
import { withModel } from '../../support/with-app';

const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const RUNS = 120;

/** Turns are part of the key here, so that a door which lost one would be seen. */
const { model, me } = withModel({
  env: { EMBEDDING_PROVIDER: 'lexical', CONVERSATIONS: 'verbatim' },
  note: OPENING,
});

beforeEach(() => {
  model.answerWith(() => '{"opens":"09:00"}');
});

/** A question that nobody has asked yet, of words that the note has. */
const newQuestion = (): string => `When does the bakery open on Sundays ${randomUUID()}?`;

/** Stands for a question until one is drawn for the run. */
const WHEN = 'When?';

function asking(question: string, { path, body }: Way): Way {
  return { path, body: JSON.parse(JSON.stringify(body).replace(WHEN, question)) as object };
}

async function matchOf({ path, body }: Way): Promise<string | null> {
  const answer = await me.call('POST', path, { json: body });
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  return answer.headers.get('x-cache');
}

describe('the same conversation', () => {
  it('is a hit through any door and in any writing, and one with another turn, order, role or name never is', async () => {
    const said = talks(WHEN).chain((talk) =>
      fc.tuple(
        fc.tuple(waysToSay(talk), waysToSay(talk)),
        fc.uniqueArray(changed(talk), { minLength: 4, maxLength: 4, selector: meaningOf }),
      ),
    );
    const asked = said.chain(([same, others]) =>
      fc.tuple(...same.map(fc.constant), ...others.map(waysToSay)),
    );
    await fc.assert(
      fc.asyncProperty(asked, async (ways) => {
        // Each run has a question of its own, so that no run before it can have asked the same.
        const question = newQuestion();
        const caches: (string | null)[] = [];
        for (const way of ways) caches.push(await matchOf(asking(question, way)));
        expect(caches).toEqual(['MISS', 'HIT', 'MISS', 'MISS', 'MISS', 'MISS']);
      }),
      // What fails is short as it is, and to make it shorter would take longer than a test may.
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 60_000);
});
