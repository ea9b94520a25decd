import type { Entry, Store } from '../../src/core/cache/store/store';
import { TIMELESS } from '../../src/core/cache/contract';
import { cacheKey, type CacheKey } from '../../src/core/question/keys';

export interface StoreUnderContract<T> {
  /** A store with nothing in it. */
  readonly build: () => Store<T>;
  /** Different numbers give different values. */
  readonly value: (n: number) => T;
}

/** Far ahead, also by the clock of a database. */
const NEXT_YEAR_MS = Date.now() + 365 * 86_400_000;

/** What every store must do, whatever it keeps and wherever. */
export function describeStoreContract<T>(what: string, { build, value }: StoreUnderContract<T>): void {
  const key = (name: string): CacheKey => cacheKey('vector', [what, name]);
  const entry = (name: string, n: number): Entry<T> => ({
    key: key(name),
    value: value(n),
    stamps: TIMELESS,
    storedAt: 1_800_000_000_000,
    expiresAt: NEXT_YEAR_MS,
    cites: [],
  });
  const valuesIn = async (store: Store<T>, names: readonly string[]): Promise<unknown[]> => {
    const found = await store.getMany(names.map(key), TIMELESS);
    return found.map((each) => (each === 'unreadable' ? each : each?.value));
  };

  describe(`${what} keeps the contract of stores`, () => {
    it('has one find per key, in order, also for none and for a key asked twice', async () => {
      const store = build();
      await store.setMany([entry('a', 1), entry('b', 2)]);
      const expected = [value(2), undefined, value(1), value(2)];
      expect(await valuesIn(store, ['b', 'never stored', 'a', 'b'])).toEqual(expected);
      expect(await valuesIn(store, [])).toEqual([]);
    });

    it('gives entries with their key, stamps and an end that is not over', async () => {
      const store = build();
      await store.setMany([entry('a', 1)]);
      const [found] = await store.getMany([key('a')], TIMELESS);
      expect(found).toMatchObject({ key: key('a'), stamps: TIMELESS, value: value(1), cites: [] });
      expect(found !== 'unreadable' && found && found.expiresAt > found.storedAt).toBe(true);
    });

    it('replaces what it has under a key', async () => {
      const store = build();
      await store.setMany([entry('a', 1), entry('b', 2)]);
      await store.setMany([entry('a', 3)]);
      expect(await valuesIn(store, ['a', 'b'])).toEqual([value(3), value(2)]);
    });

    it('deletes what it is told to, and nothing else', async () => {
      const store = build();
      await store.setMany([entry('a', 1), entry('b', 2), entry('c', 3)]);
      await store.deleteMany([key('a'), key('c'), key('never stored')]);
      expect(await valuesIn(store, ['a', 'b', 'c'])).toEqual([undefined, value(2), undefined]);
    });
  });
}
