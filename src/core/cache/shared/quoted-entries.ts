import type { Clock } from '../../ports/clock';
import type { Citation } from '../erasure/citation';
import { ERASED_FOR_MS } from '../erasure/erased-lately';
import { cacheKey, type CacheKey } from '../../question/keys';
import type { Pointer } from '../store/store';
import type { RemoteEntry, RemoteStore } from './remote-store';

/** What an entry is found by. */
interface Quoting {
  readonly key: CacheKey;
  readonly cites: readonly Citation[];
}

/** An entry that holds words of documents. */
export interface QuotedEntry extends RemoteEntry, Quoting {}

/**
 * A document's index is four sorted sets. Up to 128 members Redis keeps a set as one packed list: 52 bytes a key instead of
 * 153 (Redis 8.0, 2026-11-21). A note that 500 answers cite is still below that.
 */
const SHARDS = 4;

/** Entries that are looked up and deleted in one step of an erasure. */
const STEP = 500;

const NOTHING = Buffer.alloc(0);

/**
 * An index outlives its entries by this much. Chance takes up to a tenth off an entry's life and not off a pointer's. An entry that is
 * popular may live on. The clocks of instances differ.
 */
const INDEX_OUTLIVES = 1.15;

/**
 * Entries in the shared store that hold words of documents. Sorted sets of keys per document let an erasure find all of a
 * document's entries without looking at any other.
 *
 *     store:  index, entry ─► is a cited document being erased? then delete the entry again
 *     erase:  mark it as being erased ─► read the index ─► note in the mark what is deleted ─► delete
 *
 * Whichever way the two interleave, nothing is left. Either the erasure reads the index after the store wrote it, or the store
 * asks for the mark after the erasure wrote it.
 */
export class QuotedEntries {
  constructor(
    private readonly store: RemoteStore,
    private readonly clock: Clock,
  ) {}

  /** @throws {RemoteDownError} */
  async put(entries: readonly QuotedEntry[]): Promise<void> {
    // At once and in this order. Down one connection the index is there first, and the next look-up finds the entry.
    await this.orDelete(entries, () => Promise.all([this.index(entries), this.store.setMany(entries)]));
    await this.deleteErased(entries);
  }

  /**
   * Lists an entry that somebody points to under the pointer's documents, whether it is there yet or not.
   * @throws {RemoteDownError}
   */
  async cite(pointer: Pointer): Promise<void> {
    await this.orDelete([pointer], () => this.index([pointer]));
    await this.deleteErased([pointer]);
  }

  /**
   * Lets entries count as used now, and with them the indexes by which an erasure finds them.
   * @returns whether all of that is still there
   * @throws {RemoteDownError}
   */
  async touch(entries: readonly Quoting[]): Promise<boolean> {
    const names = new Set<string>();
    for (const { key, cites } of entries) {
      names.add(key);
      for (const cite of cites) names.add(placeOf(cite, key).index);
    }
    return (await this.store.touch([...names])) === names.size;
  }

  /**
   * Marks documents as being erased, before they are: from here on nothing that cites them is left in the store.
   * @returns whether there is anything to erase, of any of them. Most documents are quoted by nothing.
   * @throws {RemoteDownError}
   */
  async beginErasing(citations: readonly Citation[]): Promise<boolean> {
    const told = await this.store.getMany(citations.map(erasureKey));
    await this.store.setMany(
      citations.flatMap((citation, at) =>
        marksOf(citation).map((key) => ({ key, bytes: told[at] ?? NOTHING, ttlMs: ERASED_FOR_MS })),
      ),
    );
    return (await this.store.touch(citations.flatMap(indexesOfNames))) > 0;
  }

  /**
   * To be called after {@link beginErasing}.
   * @returns the keys of the entries that were deleted, now or by an earlier erasure that did not come to its end
   * @throws {RemoteDownError} some may have been deleted
   */
  async erase(citation: Citation): Promise<CacheKey[]> {
    const [before] = await this.store.getMany([erasureKey(citation)]);
    const erased = keysIn(before);
    for (const index of indexesOfNames(citation)) await this.eraseIndexed(index, citation, erased);
    return erased;
  }

  /**
   * What erasures deleted lately, for instances that may have it in memory. An entry there names the documents of those who used
   * it there, and the erased document may have been somebody else's.
   * @throws {RemoteDownError}
   */
  async erasedWith(citations: readonly Citation[]): Promise<CacheKey[]> {
    return (await this.store.getMany(citations.map(erasureKey))).flatMap((mark) => keysIn(mark));
  }

  /** An entry without its index could not be erased. */
  private async orDelete(entries: readonly Quoting[], indexing: () => Promise<unknown>): Promise<void> {
    try {
      await indexing();
    } catch (error) {
      await this.store.deleteMany(entries.map(({ key }) => key));
      throw error;
    }
  }

  private async eraseIndexed(index: string, citation: Citation, erased: CacheKey[]): Promise<void> {
    for (;;) {
      const members = await this.store.indexed(index, STEP);
      if (members.length === 0) return;
      const keys = members.map((member) => keyOf(member));
      erased.push(...keys);
      await this.mark(citation, erased);
      await this.store.deleteMany(keys);
      await this.store.removeFromIndex(index, members);
    }
  }

  private async mark(citation: Citation, erased: readonly CacheKey[]): Promise<void> {
    const bytes = Buffer.concat(erased.map(memberOf));
    await this.store.setMany(marksOf(citation).map((key) => ({ key, bytes, ttlMs: ERASED_FOR_MS })));
  }

  private index(entries: readonly (Quoting & Pick<QuotedEntry, 'ttlMs'>)[]): Promise<void> {
    const now = this.clock.now();
    return this.store.addToIndexes(
      entries.flatMap(({ key, ttlMs, cites }) => {
        const indexedMs = Math.ceil(INDEX_OUTLIVES * ttlMs);
        const ends = { ttlMs: indexedMs, expiresAt: now + indexedMs };
        return cites.map((cite) => ({ ...placeOf(cite, key), ...ends }));
      }),
    );
  }

  private async deleteErased(entries: readonly Quoting[]): Promise<void> {
    const cites = entries.flatMap(({ key, cites }) => cites.map((cite) => ({ key, mark: erasureKey(cite) })));
    const marks = await this.store.getMany(cites.map(({ mark }) => mark));
    const late = cites.filter((_, at) => marks[at] !== null).map(({ key }) => key);
    if (late.length > 0) await this.store.deleteMany([...new Set(late)]);
  }
}

const NO_INCARNATION = '';

/** Versions that know of no incarnations list entries without, and look for such marks. */
function namesOf(citation: Citation): Citation[] {
  if (citation.incarnation === NO_INCARNATION) return [citation];
  return [citation, { ...citation, incarnation: NO_INCARNATION }];
}

const erasureKey = (citation: Citation): CacheKey => cacheKey('erased', partsOf(citation));

const marksOf = (citation: Citation): CacheKey[] => namesOf(citation).map(erasureKey);

const indexesOfNames = (citation: Citation): string[] => namesOf(citation).flatMap(indexesOf);

const indexOf = (citation: Citation, shard: number): string =>
  cacheKey('cited', [...partsOf(citation), shard]);

const indexesOf = (citation: Citation): string[] =>
  Array.from({ length: SHARDS }, (_, shard) => indexOf(citation, shard));

function partsOf({ corpus, documentId, incarnation }: Citation): string[] {
  return incarnation === NO_INCARNATION ? [corpus, documentId] : [corpus, documentId, incarnation];
}

function placeOf(citation: Citation, key: CacheKey): { readonly index: string; readonly member: Buffer } {
  const member = memberOf(key);
  return { index: indexOf(citation, (member[0] ?? 0) % SHARDS), member };
}

/** The key's 32 bytes: as its 43 characters it would take 10 more. */
const memberOf = (key: CacheKey): Buffer => Buffer.from(key, 'base64url');

const keyOf = (member: Buffer): CacheKey => member.toString('base64url') as CacheKey;

const KEY_BYTES = 32;

function keysIn(mark: Buffer | null | undefined): CacheKey[] {
  const bytes = mark ?? NOTHING;
  const count = Math.floor(bytes.byteLength / KEY_BYTES);
  return Array.from({ length: count }, (_, at) =>
    keyOf(bytes.subarray(at * KEY_BYTES, (at + 1) * KEY_BYTES)),
  );
}
