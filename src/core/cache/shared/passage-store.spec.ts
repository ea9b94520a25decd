import { citationOf } from '../erasure/citation';
import { HandClock, passage, turn } from '../../../../test/support/core-fakes';
import { SharedStore } from '../../../../test/support/shared-store';
import { PassageStore, refsOf } from './passage-store';
import { QuotedEntries } from './quoted-entries';

const SAFE = passage('four, eight, fifteen');
const DOOR = passage('a blue badge');

/** What one process knows over a store. */
function passagesOver(store: SharedStore) {
  const clock = new HandClock();
  const quoted = new QuotedEntries(store, clock);
  const passages = new PassageStore({ store, quoted, clock, ttlMs: 60_000, maxBytes: 100_000 });
  const take = async (...each: (typeof SAFE)[]) => (await passages.takeMany([refsOf(each)]))[0];
  return { passages, quoted, take, clock };
}

describe('the words of passages that a process knows', () => {
  it('are forgotten with their document, and those of others are not', async () => {
    const store = new SharedStore();
    const [a, b] = [passagesOver(store), passagesOver(store)];
    await a.passages.put([SAFE, DOOR]);
    expect(await b.take(SAFE, DOOR)).toEqual([SAFE, DOOR]);
    store.entries.clear();
    for (const { passages, take } of [a, b]) {
      expect(await take(SAFE)).toEqual([SAFE]);
      passages.forgetDocuments([citationOf(SAFE)]);
      expect(await take(SAFE)).toBeNull();
      expect(await take(DOOR)).toEqual([DOOR]);
    }
  });

  it('count as used there too when memory has them, once a minute, with the indexes that an erasure needs', async () => {
    const store = new SharedStore();
    const { passages, take, clock } = passagesOver(store);
    await passages.put([SAFE]);
    const [[ref] = []] = refsOf([SAFE]);
    for (let second = 0; second < 59; second++) {
      clock.advance(1_000);
      await take(SAFE);
    }
    await passages.put([SAFE]);
    expect(store.touches).toEqual([]);
    clock.advance(1_000);
    await Promise.all([take(SAFE), take(SAFE)]);
    await passages.put([SAFE]);
    await turn();
    expect(store.touches).toEqual([ref, ...store.indexes.keys()]);
  });

  it('are sent again when the store has evicted them', async () => {
    const store = new SharedStore();
    const [a, b] = [passagesOver(store), passagesOver(store)];
    await a.passages.put([SAFE]);
    store.entries.clear();
    a.clock.advance(60_000);
    await a.passages.put([SAFE, DOOR]);
    expect(await b.take(SAFE, DOOR)).toEqual([SAFE, DOOR]);
  });

  it('are not learned again from a store that still has them, nor by storing what was read before', async () => {
    const store = new SharedStore();
    const { passages, take } = passagesOver(store);
    await passages.put([SAFE]);
    passages.forgetDocuments([citationOf(SAFE)]);
    expect(await take(SAFE)).toEqual([SAFE]);
    await passages.put([SAFE]);
    store.entries.clear();
    expect(await take(SAFE)).toBeNull();
  });
});
