import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { cacheKey, type CacheKey } from '../../src/core/question/keys';
import type { Lease, Leases, WorkEnd } from '../../src/core/flight/leases';

export interface LeasesUnderContract {
  /** Leases as each of three instances has them. */
  readonly instances: () => readonly Leases[];
  /** Lets the lease under this key run out. */
  readonly runOut: (key: CacheKey) => Promise<void>;
}

const instance = fc.nat(2);
const end = fc.constantFrom<WorkEnd>('done', 'abandoned');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('acquire' as const), instance }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('renew' as const), lease: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('end' as const), lease: fc.nat(9), how: end }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('run out' as const) }) },
);

/** The state of a key: nothing, the lease of one holder, or that its work was done. */
type Model = Lease | 'done' | null;

/** What every kind of leases must do. */
export function describeLeasesContract(what: string, { instances, runOut }: LeasesUnderContract): void {
  describe(`leases: ${what}`, () => {
    it('have one holder at most, who alone can renew and end them', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
          const key = cacheKey('flight', [randomUUID()]);
          const given: Lease[] = [];
          let model: Model = null;
          for (const each of steps) {
            const lease = 'lease' in each ? given[each.lease % given.length] : undefined;
            if (each.type === 'acquire') {
              const acquired = await instances()[each.instance]?.acquire(key);
              const expected = model === null ? 'held' : model === 'done' ? 'done' : 'taken';
              expect(acquired?.outcome).toBe(expected);
              if (acquired?.outcome !== 'held') continue;
              model = acquired.lease;
              given.push(model);
            } else if (each.type === 'run out') {
              await runOut(key);
              model = null;
            } else if (!lease) {
              continue;
            } else if (each.type === 'renew') {
              expect(await lease.renew()).toBe(lease === model);
            } else {
              await lease.end(each.how);
              if (lease === model) model = each.how === 'done' ? 'done' : null;
            }
          }
        }),
        { numRuns: 100 },
      );
    });

    it('give one of many who ask at once, and the leases of different keys have nothing to do with each other', async () => {
      for (const name of ['one', 'two']) {
        const key = cacheKey('flight', [name, randomUUID()]);
        const all = await Promise.all(
          [...instances(), ...instances(), ...instances()].map((leases) => leases.acquire(key)),
        );
        expect(all.map(({ outcome }) => outcome).sort()).toEqual([
          'held',
          ...Array.from({ length: 8 }, () => 'taken'),
        ]);
      }
    });
  });
}
