import { HandClock } from '../../../../test/support/core-fakes';
import { cacheKey } from '../../question/keys';
import { MemoryStore } from './memory-store';

const keyOf = (n: number) => cacheKey('question', [n]);
const cite = (documentId: string, incarnation = '') => ({ corpus: 'c', documentId, incarnation });
const quoting = (n: number, document: string, { stamps = 'a', incarnation = '' } = {}) => ({
  key: keyOf(n),
  value: `words of ${document}`,
  stamps,
  storedAt: 0,
  expiresAt: Infinity,
  cites: [cite(document, incarnation)],
});
const clock = new HandClock();
const holding = (entries: number) =>
  new MemoryStore<string>({
    maxBytes: entries * 10_000,
    bytesOf: () => 9_000,
    clock,
    onEvict: () => undefined,
  });

describe('what entries in memory quote', () => {
  it('is forgotten, also where an entry took the place of one that quoted the same', () => {
    const store = holding(5);
    store.setMany([quoting(1, 'note')]);
    store.setMany([quoting(1, 'note')]);
    expect(store.forget(cite('note'))).toBe(true);
    expect(store.getMany([keyOf(1)])).toEqual([undefined]);
  });

  it('is not taken up again after it was forgotten, nor does the entry stay that it would replace', () => {
    const store = holding(5);
    store.setMany([quoting(1, 'other')]);
    store.forget(cite('note'));
    store.setMany([quoting(1, 'note'), quoting(2, 'another')]);
    expect(store.getMany([keyOf(1), keyOf(2)])).toMatchObject([undefined, { value: 'words of another' }]);
  });

  it('is forgotten of one of its stays, and taken up again of another', () => {
    const store = holding(5);
    store.setMany([
      quoting(1, 'note', { incarnation: 'first' }),
      quoting(2, 'note', { incarnation: 'second' }),
    ]);
    expect(store.forget(cite('note', 'first'))).toBe(true);
    expect(store.getMany([keyOf(1), keyOf(2)])).toMatchObject([undefined, { key: keyOf(2) }]);
    store.setMany([quoting(1, 'note', { incarnation: 'first' })]);
    expect(store.getMany([keyOf(1)])).toEqual([undefined]);
    store.setMany([quoting(1, 'note', { incarnation: 'second' })]);
    expect(store.getMany([keyOf(1)])).toMatchObject([{ key: keyOf(1) }]);
  });

  it.each([
    ['stays as it was', (): void => undefined],
    [
      'is replaced by one of the same stamps',
      (store: MemoryStore<string>) => {
        store.setMany([quoting(1, 'his')]);
      },
    ],
  ])('goes with the documents of whoever points to the entry, also where that %s', (_, then) => {
    for (const document of ['his', 'hers']) {
      const store = holding(5);
      store.setMany([quoting(1, 'his')]);
      store.cite({ key: keyOf(1), cites: [cite('hers')], ttlMs: 1 });
      store.cite({ key: keyOf(2), cites: [cite('hers')], ttlMs: 1 });
      then(store);
      expect(store.getMany([keyOf(1), keyOf(2)])).toMatchObject([{ key: keyOf(1) }, undefined]);
      expect(store.forget(cite(document))).toBe(true);
      expect(store.getMany([keyOf(1)])).toEqual([undefined]);
    }
  });

  it('goes when somebody points to it by what was erased before', () => {
    const store = holding(5);
    store.setMany([quoting(1, 'his')]);
    store.forget(cite('hers'));
    store.cite({ key: keyOf(1), cites: [cite('hers')], ttlMs: 1 });
    expect(store.getMany([keyOf(1)])).toEqual([undefined]);
  });

  it('takes room for each who points to it', () => {
    const store = holding(1);
    store.setMany([quoting(1, 'his')]);
    const cites = Array.from({ length: 100 }, (_, n) => cite(`note ${n}`));
    store.cite({ key: keyOf(1), cites, ttlMs: 1 });
    expect(store.size()).toEqual({ entries: 0, bytes: 0 });
    expect(store.forget(cite('his'))).toBe(false);
  });

  it('is not remembered of entries that were replaced or evicted in the moment in which they were stored', () => {
    const store = holding(5);
    const all = Array.from({ length: 100 }, (_, n) => n);
    store.setMany(all.flatMap((n) => [quoting(n, `old ${n}`, { stamps: 'old' }), quoting(n, `new ${n}`)]));
    const documents = all.flatMap((n) => [`old ${n}`, `new ${n}`]);
    const forgotten = documents.map((documentId) => store.forget(cite(documentId)));
    expect(documents.filter((_, at) => forgotten[at])).toEqual(all.slice(-5).map((n) => `new ${n}`));
  });
});
