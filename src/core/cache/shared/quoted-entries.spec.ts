import fc from 'fast-check';
import { HandClock } from '../../../../test/support/core-fakes';
import { SharedStore } from '../../../../test/support/shared-store';
import { cacheKey } from '../../question/keys';
import { QuotedEntries } from './quoted-entries';
import { RemoteDownError } from './remote-store';

const safe = { corpus: 'acme/w/eng', documentId: 'safe', incarnation: '' };
const door = { corpus: 'acme/w/eng', documentId: 'door', incarnation: '' };
const entry = (name: string, cites = [safe]) => ({
  key: cacheKey('answer', [name]),
  bytes: Buffer.from(name),
  ttlMs: 60_000,
  cites,
});

/** A shared store that answers each command when the schedule says so. */
class ScheduledStore extends SharedStore {
  constructor(private readonly scheduler: fc.Scheduler) {
    super();
  }
  protected override reached(): Promise<void> {
    return this.scheduler.schedule(Promise.resolve());
  }
}

describe('entries that quote documents', () => {
  it('are found by each document they cite, and by no other', async () => {
    const store = new SharedStore();
    const quoted = new QuotedEntries(store, new HandClock());
    await quoted.put([entry('a'), entry('b', [safe, door]), entry('c', [door])]);
    const erased = await quoted.erase(safe);
    expect(erased.sort()).toEqual([entry('a').key, entry('b').key].sort());
    expect(store.entries.has(entry('a').key)).toBe(false);
    expect(store.entries.has(entry('c').key)).toBe(true);
  });

  it('are all erased, however many there are', async () => {
    const store = new SharedStore();
    const quoted = new QuotedEntries(store, new HandClock());
    const many = Array.from({ length: 1_201 }, (_, n) => entry(String(n)));
    await quoted.put(many);
    expect(await quoted.erase(safe)).toHaveLength(1_201);
    expect(many.filter(({ key }) => store.entries.has(key))).toEqual([]);
  });

  it('never outlive an erasure of what they cite, in whatever order the commands of both are run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = new ScheduledStore(scheduler);
        const quoted = new QuotedEntries(store, new HandClock());
        const done = Promise.all([
          quoted.put([entry('a'), entry('b', [door, safe])]),
          quoted.erase(safe),
          quoted.put([entry('c'), entry('other', [door])]),
        ]);
        await scheduler.waitFor(done);
        const left = ['a', 'b', 'c', 'other'].filter((name) => store.entries.has(entry(name).key));
        expect(left).toEqual(['other']);
      }),
      { numRuns: 200 },
    );
  });

  it('are not left in the store when they could not be indexed', async () => {
    const store = new SharedStore();
    store.addToIndexes = () => Promise.reject(new RemoteDownError());
    await expect(new QuotedEntries(store, new HandClock()).put([entry('a')])).rejects.toThrow(
      RemoteDownError,
    );
    expect(store.entries.size).toBe(0);
  });
});
