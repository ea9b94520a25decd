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

  it('is not remembered of entries that were replaced or evicted in the moment in which they were stored', () => {
    const store = holding(5);
    const all = Array.from({ length: 100 }, (_, n) => n);
    store.setMany(all.flatMap((n) => [quoting(n, `old ${n}`, { stamps: 'old' }), quoting(n, `new ${n}`)]));
    const documents = all.flatMap((n) => [`old ${n}`, `new ${n}`]);
    const forgotten = documents.map((documentId) => store.forget(cite(documentId)));
    expect(documents.filter((_, at) => forgotten[at])).toEqual(all.slice(-5).map((n) => `new ${n}`));
  });
});
