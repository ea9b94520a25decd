import { cacheKey } from '../question/keys';
import { MemoryTier } from './memory-tier';

const keyOf = (n: number) => cacheKey('question', [n]);
const quoting = (document: string, bytes = 1_000) => ({
  value: `words of ${document}`,
  stamps: 'a',
  storedAt: 0,
  expiresAt: Infinity,
  bytes,
  cites: [{ corpus: 'c', documentId: document }],
});
const holding = (entries: number) =>
  new MemoryTier<string>({ maxBytes: entries * 1_000, onEvict: () => undefined });

describe('what a memory tier quotes', () => {
  it('is forgotten, also where an entry took the place of one that quoted the same', async () => {
    const tier = holding(5);
    await tier.set(keyOf(1), quoting('note'));
    await tier.set(keyOf(1), quoting('note'));
    expect(await tier.forget({ corpus: 'c', documentId: 'note' })).toBe(true);
    expect(await tier.get(keyOf(1))).toBeUndefined();
  });

  it('is not remembered of entries that were replaced or evicted in the moment in which they were stored', async () => {
    const tier = holding(5);
    const all = Array.from({ length: 100 }, (_, n) => n);
    await Promise.all(
      all.flatMap((n) => [tier.set(keyOf(n), quoting(`old ${n}`)), tier.set(keyOf(n), quoting(`new ${n}`))]),
    );
    const documents = all.flatMap((n) => [`old ${n}`, `new ${n}`]);
    const forgotten = await Promise.all(
      documents.map((documentId) => tier.forget({ corpus: 'c', documentId })),
    );
    expect(documents.filter((_, at) => forgotten[at])).toEqual(all.slice(-5).map((n) => `new ${n}`));
  });
});
