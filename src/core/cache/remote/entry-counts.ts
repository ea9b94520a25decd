import type { LayerName } from '../../ledger/events';
import type { Clock } from '../../ports';
import type { CacheKey } from '../keys';
import type { RemoteStore } from './remote-store';

/**
 * Sorted sets per layer. Up to 128 members Redis keeps a set as one packed list: an entry then costs 26 bytes, in one large set
 * 121 (Redis 8.0, 10,000 members, 2026-11-21). A count reads all of them, so it costs the same at any number of entries.
 */
const SHARDS = 128;

/** Enough to tell entries apart; nothing is ever looked up by it. */
const MEMBER_BYTES = 8;

/** How many entries of each layer the shared store holds, for all instances. */
export class EntryCounts {
  constructor(
    private readonly store: RemoteStore,
    private readonly clock: Clock,
  ) {}

  /** @throws {RemoteDownError} */
  add(
    layer: LayerName,
    entries: readonly { readonly key: CacheKey; readonly ttlMs: number }[],
  ): Promise<void> {
    const now = this.clock.now();
    return this.store.addToIndexes(
      entries.map(({ key, ttlMs }) => ({ ...placeOf(layer, key), ttlMs, expiresAt: now + ttlMs })),
    );
  }

  /** @throws {RemoteDownError} */
  async remove(layer: LayerName, keys: readonly CacheKey[]): Promise<void> {
    const places = keys.map((key) => placeOf(layer, key));
    await Promise.all(places.map(({ index, member }) => this.store.removeFromIndex(index, [member])));
  }

  /**
   * Entries that have not ended; what the store evicted by itself is still counted until then.
   * @throws {RemoteDownError}
   */
  count(layer: LayerName): Promise<number> {
    const indexes = Array.from({ length: SHARDS }, (_, shard) => indexOf(layer, shard));
    return this.store.countIndexed(indexes, this.clock.now());
  }
}

function placeOf(layer: LayerName, key: CacheKey): { readonly index: string; readonly member: Buffer } {
  const hash = Buffer.from(key, 'base64url');
  return { index: indexOf(layer, (hash[0] ?? 0) % SHARDS), member: hash.subarray(1, 1 + MEMBER_BYTES) };
}

function indexOf(layer: LayerName, shard: number): string {
  return `${layer}:${shard}`;
}
