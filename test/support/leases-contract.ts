import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { cacheKey, type CacheKey } from '../../src/core/question/keys';
import type { Acquired, Holder, Lease, Leases, WorkEnd } from '../../src/core/flight/leases';

export interface LeasesUnderContract {
  /** Leases as each of three instances has them. */
  readonly instances: () => readonly Leases[];
  /** Lets the lease under this key run out. */
  readonly runOut: (key: CacheKey) => Promise<void>;
}

const instance = fc.nat(2);
const end = fc.oneof(
  fc.constantFrom<WorkEnd>({ how: 'stored' }, { how: 'abandoned' }),
  fc.string().map((words): WorkEnd => ({ how: 'told', words: Buffer.from(words) })),
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('acquire' as const), instance }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('look again' as const), instance }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('renew' as const), lease: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('end' as const), lease: fc.nat(9), how: end }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('run out' as const) }) },
);

/** What is under a key: who holds it, and how it ended for who held it before. Numbers are those of the leases given. */
interface Model {
  holder: number | null;
  before: { readonly of: number; readonly words: Buffer | null } | null;
}

/** What somebody must get who has waited for the holder of that number, or has not waited. */
function expected({ holder, before }: Model, waitedFor: number | null): Acquired['outcome'] {
  if (waitedFor !== null && before && (holder === null || before.of === waitedFor)) return 'ended';
  return holder === null ? 'held' : 'taken';
}

/** What every kind of leases must do. */
export function describeLeasesContract(what: string, { instances, runOut }: LeasesUnderContract): void {
  describe(`leases: ${what}`, () => {
    it('have one holder at most, who alone can renew and end them, and who waited is told how they ended', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
          const key = cacheKey('flight', [randomUUID()]);
          const given: Lease[] = [];
          /** For whom each instance waits: the number of the lease, and the name that it was told. */
          const waits = new Map<number, { readonly of: number; readonly name: Holder }>();
          const model: Model = { holder: null, before: null };
          for (const each of steps) {
            const at = 'lease' in each ? each.lease % Math.max(1, given.length) : 0;
            const lease = given[at];
            if (each.type === 'acquire' || each.type === 'look again') {
              const wait = each.type === 'look again' ? waits.get(each.instance) : undefined;
              const acquired = await instances()[each.instance]?.acquire(key, wait?.name);
              expect(acquired?.outcome).toBe(expected(model, wait?.of ?? null));
              waits.delete(each.instance);
              if (acquired?.outcome === 'ended') expect(acquired.words).toEqual(model.before?.words);
              if (acquired?.outcome === 'taken')
                waits.set(each.instance, { of: model.holder ?? -1, name: acquired.by });
              if (acquired?.outcome === 'held') model.holder = given.push(acquired.lease) - 1;
            } else if (each.type === 'run out') {
              await runOut(key);
              Object.assign(model, { holder: null, before: null });
            } else if (lease && each.type === 'renew') {
              expect(await lease.renew()).toBe(model.holder === at);
            } else if (lease && each.type === 'end') {
              await lease.end(each.how);
              if (model.holder !== at) continue;
              const words = each.how.how === 'told' ? each.how.words : null;
              const before = each.how.how === 'abandoned' ? null : { of: at, words };
              Object.assign(model, { holder: null, before });
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
