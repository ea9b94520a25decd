import fc from 'fast-check';
import { HandClock } from '../../../../test/support/core-fakes';
import { SharedStore } from '../../../../test/support/shared-store';
import { cacheKey } from '../../question/keys';
import type { Citation } from '../erasure/citation';
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

async function erase(quoted: QuotedEntries, citation = safe) {
  return (await quoted.beginErasing([citation])) ? quoted.erase(citation) : [];
}

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
    const erased = await erase(quoted);
    expect(erased.sort()).toEqual([entry('a').key, entry('b').key].sort());
    expect(store.entries.has(entry('a').key)).toBe(false);
    expect(store.entries.has(entry('c').key)).toBe(true);
  });

  it('are found by the documents of whoever points to them, for longer than a pointer lives', async () => {
    const [store, clock] = [new SharedStore(), new HandClock()];
    const quoted = new QuotedEntries(store, clock);
    await quoted.put([entry('a', [door])]);
    await quoted.cite({ key: entry('a').key, cites: [safe], ttlMs: 60_000 });
    const ends = [...store.indexes.values()].flatMap((members) => [...members.values()]);
    expect(Math.min(...ends)).toBeGreaterThan(clock.now() + 60_000);
    expect(await erase(quoted)).toEqual([entry('a').key]);
    expect(store.entries.has(entry('a').key)).toBe(false);
  });

  it('go with one stay of a document, and with what was stored before stays had names, and stay with another', async () => {
    const store = new SharedStore();
    const quoted = new QuotedEntries(store, new HandClock());
    const [was, is] = ['first', 'second'].map((incarnation) => ({ ...safe, incarnation })) as [
      Citation,
      Citation,
    ];
    await quoted.put([entry('was', [was]), entry('is', [is]), entry('unnamed')]);
    expect((await erase(quoted, was)).sort()).toEqual([entry('was').key, entry('unnamed').key].sort());
    await quoted.put([entry('late', [was]), entry('again', [is])]);
    const left = ['was', 'is', 'unnamed', 'late', 'again'].filter((name) =>
      store.entries.has(entry(name).key),
    );
    expect(left).toEqual(['is', 'again']);
  });

  it('are told to instances that may have them in memory, also where an erasure has to be begun again', async () => {
    const store = new SharedStore();
    const quoted = new QuotedEntries(store, new HandClock());
    await quoted.put([entry('a'), entry('b', [door])]);
    await erase(quoted);
    await quoted.put([entry('b', [door])]);
    await erase(quoted);
    expect(await quoted.erasedWith([door, safe])).toEqual([entry('a').key]);
    expect(await quoted.erasedWith([door])).toEqual([]);
  });

  it('are all erased, however many there are', async () => {
    const store = new SharedStore();
    const quoted = new QuotedEntries(store, new HandClock());
    const many = Array.from({ length: 1_201 }, (_, n) => entry(String(n)));
    await quoted.put(many);
    expect(await erase(quoted)).toHaveLength(1_201);
    expect(many.filter(({ key }) => store.entries.has(key))).toEqual([]);
  });

  it('never outlive an erasure of what they cite, in whatever order the commands of both are run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = new ScheduledStore(scheduler);
        const quoted = new QuotedEntries(store, new HandClock());
        const done = Promise.all([
          quoted.put([entry('a'), entry('b', [door, safe])]),
          erase(quoted),
          quoted.put([entry('c'), entry('other', [door])]),
        ]);
        await scheduler.waitFor(done);
        const left = ['a', 'b', 'c', 'other'].filter((name) => store.entries.has(entry(name).key));
        expect(left).toEqual(['other']);
      }),
      { numRuns: 200 },
    );
  });

  it('never outlive an erasure of what somebody points to them by, in whatever order the commands of both are run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = new ScheduledStore(scheduler);
        const quoted = new QuotedEntries(store, new HandClock());
        await scheduler.waitFor(quoted.put([entry('shared', [door]), entry('other', [door])]));
        const pointer = { key: entry('shared').key, cites: [safe], ttlMs: 60_000 };
        await scheduler.waitFor(Promise.all([quoted.cite(pointer), erase(quoted)]));
        const left = ['shared', 'other'].filter((name) => store.entries.has(entry(name).key));
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

  it('are not left in the store when they could not be indexed by what somebody points to them by', async () => {
    const store = new SharedStore();
    const quoted = new QuotedEntries(store, new HandClock());
    await quoted.put([entry('a', [door])]);
    store.addToIndexes = () => Promise.reject(new RemoteDownError());
    const pointer = { key: entry('a').key, cites: [safe], ttlMs: 60_000 };
    await expect(quoted.cite(pointer)).rejects.toThrow(RemoteDownError);
    expect(store.entries.size).toBe(0);
  });
});
