import fc from 'fast-check';
import type { Passage } from '../../../src/core';
import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { inBatches, Neighbourhood, ownNotes } from '../../support/neighbourhood';
import { seeded, shuffled } from '../../support/seeded';

export const isOnServer = process.env['TRIVET_TEST_DATABASE_URL'] !== undefined;

/** Most strangers' notes that one change adds. */
const AT_ONCE = isOnServer ? 800 : 200;

const seed = fc.integer({ min: 0, max: 2 ** 31 });

const strangers = fc.record({
  seed,
  nearer: fc.integer({ min: AT_ONCE / 2, max: AT_ONCE }),
  farther: fc.integer({ min: 1, max: AT_ONCE / 5 }),
  /** Of them all, which is edited and then removed. */
  share: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
});

/**
 * Two spec files run it, so that neither is long.
 * @param sizes chunks in scope: what is found must not depend on how a scope of its size is searched
 */
export function describeScopes(sizes: readonly number[]): void {
  describe.each(sizes)('what is found in a scope of %i chunks', describeScope);
}

function describeScope(size: number): void {
  let database: FreshDatabase;
  let neighbourhood: Neighbourhood;

  beforeAll(async () => {
    database = await freshDatabase();
    neighbourhood = await Neighbourhood.open(database.env);
    await inBatches(ownNotes(size), (batch) => neighbourhood.made.write(batch));
  });
  afterAll(async () => {
    await neighbourhood.close();
    await database.drop();
  });

  async function passages(): Promise<Passage[][]> {
    const found = await neighbourhood.passages();
    expect(found.map(({ length }) => length)).toEqual(found.map(() => 5));
    return found;
  }

  it('does not depend on what strangers add, edit and remove, nearer or farther than one’s own', async () => {
    const before = JSON.stringify(await passages());
    const expectTheSame = async () => {
      expect(JSON.stringify(await passages())).toBe(before);
    };
    await fc.assert(
      fc.asyncProperty(strangers, async ({ seed: drawn, nearer, farther, share }) => {
        await neighbourhood.addStrangers(nearer, { nearer: true, seed: drawn });
        await expectTheSame();
        await neighbourhood.addStrangers(farther, { nearer: false, seed: drawn });
        await neighbourhood.editStrangers(share, { nearer: drawn % 2 === 0, seed: drawn });
        await expectTheSame();
        await neighbourhood.removeStrangers(share, drawn);
        await expectTheSame();
      }),
      { numRuns: 2, endOnFailure: true },
    );
    expect(neighbourhood.strangers.length).toBeGreaterThan(0);
  });

  it('is the same after VACUUM, REINDEX and a restart', async () => {
    await neighbourhood.addStrangers(AT_ONCE / 2, { nearer: true, seed: size });
    await neighbourhood.removeStrangers(0.5, size);
    const before = JSON.stringify(await passages());
    await neighbourhood.sql.query('VACUUM (ANALYZE)');
    expect(JSON.stringify(await passages())).toBe(before);
    await neighbourhood.sql.query('REINDEX SCHEMA public');
    expect(JSON.stringify(await passages())).toBe(before);
    await neighbourhood.restart();
    expect(JSON.stringify(await passages())).toBe(before);
  });

  it('does not depend on the order in which one’s own notes were written, nor on those that went', async () => {
    const before = lasting(await passages());
    await fc.assert(
      fc.asyncProperty(seed, async (order) => {
        const own = ownNotes(size);
        const gone = ownNotes(Math.ceil(size / 10), order).map((note) => ({ ...note, at: size + note.at }));
        await neighbourhood.sql.query("DELETE FROM notes WHERE tenant = 'own'");
        await inBatches(shuffled([...own, ...gone], seeded(order)), (batch) =>
          neighbourhood.made.write(batch),
        );
        await inBatches(gone, (batch) => neighbourhood.made.remove(batch));
        expect(lasting(await passages())).toBe(before);
      }),
      { numRuns: size > 5_000 ? 1 : 2, endOnFailure: true },
    );
  });
}

/** All of the passages but which stay of a note in its corpus they were read in: a note that is back has another. */
function lasting(found: readonly (readonly Passage[])[]): string {
  return JSON.stringify(
    found.map((passages) => passages.map((passage) => ({ ...passage, incarnation: '' }))),
  );
}
