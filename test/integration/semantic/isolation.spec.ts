import fc from 'fast-check';
import { askedOf, candidatesIn, type Question } from '../../support/candidates';
import { withDatabase } from '../../support/with-database';
import { poolKey } from '../../../src/core/question/asked-question';

const { database, rows } = withDatabase();
beforeEach(() => rows('TRUNCATE trivet.cached_questions'));

/** Two of each, so that most pairs of questions share some and not all. */
const someone: fc.Arbitrary<Omit<Question, 'text' | 'vector'>> = fc.record({
  tenant: fc.constantFrom('acme', 'bolt'),
  onlyFor: fc.constantFrom(null, null, 'ann', 'bob'),
  profile: fc.constantFrom('p', 'q'),
  scope: fc.constantFrom(['w/eng'], ['w/eng', 'w/ops'], ['u/ann', 'w/eng'], ['u/bob', 'w/eng']),
  asker: fc.constantFrom('ann', 'bob'),
});

const near = Float32Array.of(1, 0);

describe('candidates', () => {
  it('are of the same tenant, person, profile and scope alone, whoever asked what', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someone, { minLength: 2, maxLength: 12 }), someone, async (askers, asker) => {
        await rows('TRUNCATE trivet.cached_questions');
        const { keep, near: nearTo } = candidatesIn(database);
        const kept = askers.map((one, at): Question => ({
          ...one,
          text: `question ${at} of a run`,
          vector: near,
        }));
        for (const question of kept) await keep(question);
        const found = await nearTo({ ...asker, text: 'another question', vector: near });
        const same = kept.filter((one) => poolOf(one) === poolOf({ ...asker, text: '', vector: near }));
        expect(found.map(({ asked }) => asked).sort()).toEqual(same.map(({ text }) => text).sort());
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('are in no pool that a list of corpora could be mistaken for', () => {
    const corpora = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 4 });
    const asker = fc.record({
      tenant: fc.string({ maxLength: 3 }),
      onlyFor: fc.option(fc.string({ maxLength: 3 })),
      profile: fc.string({ maxLength: 3 }),
      scope: corpora,
    });
    fc.assert(
      fc.property(asker, asker, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        const [one, other] = [a, b].map((each) => poolOf({ ...each, asker: 'ann', text: '', vector: near }));
        expect(one === other).toBe(isSame);
      }),
    );
  });
});

function poolOf(question: Question): string {
  return poolKey(askedOf(question), question.scope);
}
