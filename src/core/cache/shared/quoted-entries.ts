import type { Clock } from '../../ports/clock';
import type { Citation } from '../erasure/citation';
import { ERASED_FOR_MS } from '../erasure/erased-lately';
import { cacheKey, type CacheKey } from '../../question/keys';
import type { RemoteEntry, RemoteStore } from './remote-store';

/** An entry that holds words of documents. */
export interface QuotedEntry extends RemoteEntry {
  readonly cites: readonly Citation[];
}

/**
 * A document's index is four sorted sets. Up to 128 members Redis keeps a set as one packed list: 52 bytes a key instead of
 * 153 (Redis 8.0, 2026-11-21). A note that 500 answers cite is still below that.
 */
const SHARDS = 4;

/** Entries that are looked up and deleted in one step of an erasure. */
const STEP = 500;

const NOTHING = Buffer.alloc(0);

/**
 * Entries in the shared store that hold words of documents. Sorted sets of keys per document let an erasure find all of a
 * document's entries without looking at any other.
 *
 *     store:  index, entry ─► is a cited document being erased? then delete the entry again
 *     erase:  mark it as being erased ─► read the index ─► delete
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
    const now = this.clock.now();
    const indexed = entries.flatMap(({ key, ttlMs, cites }) =>
      cites.map((cite) => ({ ...placeOf(cite, key), ttlMs, expiresAt: now + ttlMs })),
    );
    try {
      // At once and in this order. Down one connection the index is there first, and the next look-up finds the entry.
      await Promise.all([this.store.addToIndexes(indexed), this.store.setMany(entries)]);
    } catch (error) {
      // An entry without its index could not be erased.
      await this.store.deleteMany(entries.map(({ key }) => key));
      throw error;
    }
    await this.deleteErased(entries);
  }

  /**
   * Lets entries count as used now, and with them the indexes by which an erasure finds them.
   * @returns whether all of that is still there
   * @throws {RemoteDownError}
   */
  async touch(entries: readonly Pick<QuotedEntry, 'key' | 'cites'>[]): Promise<boolean> {
    const names = new Set<string>();
    for (const { key, cites } of entries) {
      names.add(key);
      for (const cite of cites) names.add(placeOf(cite, key).index);
    }
    return (await this.store.touch([...names])) === names.size;
  }

  /**
   * @returns the keys of the entries that were deleted
   * @throws {RemoteDownError} some may have been deleted
   */
  async erase(citation: Citation): Promise<CacheKey[]> {
    await this.mark(citation);
    const shards = Array.from({ length: SHARDS }, (_, shard) => this.eraseShard(indexOf(citation, shard)));
    return (await Promise.all(shards)).flat();
  }

  private async eraseShard(index: string): Promise<CacheKey[]> {
    const erased: CacheKey[] = [];
    for (;;) {
      const members = await this.store.indexed(index, STEP);
      if (members.length === 0) return erased;
      const keys = members.map((member) => keyOf(member));
      await this.store.deleteMany(keys);
      await this.store.removeFromIndex(index, members);
      erased.push(...keys);
    }
  }

  private async mark(citation: Citation): Promise<void> {
    await this.store.setMany([{ key: erasureKey(citation), bytes: NOTHING, ttlMs: ERASED_FOR_MS }]);
  }

  private async deleteErased(entries: readonly QuotedEntry[]): Promise<void> {
    const cites = entries.flatMap(({ key, cites }) => cites.map((cite) => ({ key, mark: erasureKey(cite) })));
    const marks = await this.store.getMany(cites.map(({ mark }) => mark));
    const late = cites.filter((_, at) => marks[at] !== null).map(({ key }) => key);
    if (late.length > 0) await this.store.deleteMany([...new Set(late)]);
  }
}

const erasureKey = ({ corpus, documentId }: Citation): CacheKey => cacheKey('erased', [corpus, documentId]);

const indexOf = ({ corpus, documentId }: Citation, shard: number): string =>
  cacheKey('cited', [corpus, documentId, shard]);

/** The key's 32 bytes: as its 43 characters it would take 10 more. */
function placeOf(citation: Citation, key: CacheKey): { readonly index: string; readonly member: Buffer } {
  const member = Buffer.from(key, 'base64url');
  return { index: indexOf(citation, (member[0] ?? 0) % SHARDS), member };
}

const keyOf = (member: Buffer): CacheKey => member.toString('base64url') as CacheKey;
