import type { LayerName } from '../../ledger/events';
import type { Clock } from '../../ports/clock';
import type { LayerSize } from '../../ledger/gauges';
import type { CacheKey } from '../../question/keys';
import type { RemoteStore } from './remote-store';

/**
 * Sorted sets per layer. Up to 128 members Redis keeps a set as one packed list: an entry then costs 26 bytes, in one large set
 * 121 (Redis 8.0, 10,000 members, 2026-11-21). A count reads all of them, so it costs the same at any number of entries.
 */
const SHARDS = 128;

/** Enough to tell entries apart; nothing is ever looked up by it. */
const MEMBER_BYTES = 8;

/** What is counted: an entry of so many bytes. */
export interface CountedEntry {
  readonly key: CacheKey;
  readonly ttlMs: number;
  readonly bytes: Buffer;
}

/** How many entries of each layer the shared store holds, for all instances. */
export class EntryCounts {
  /** What this process stored, to estimate the size of what all did. */
  private readonly stored = new Map<LayerName, { entries: number; bytes: number }>();

  constructor(
    private readonly store: RemoteStore,
    private readonly clock: Clock,
  ) {}

  /** @throws {RemoteDownError} */
  add(layer: LayerName, entries: readonly CountedEntry[]): Promise<void> {
    const now = this.clock.now();
    for (const { bytes } of entries) this.noteStored(layer, bytes.byteLength);
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
   * Entries that have not ended; what the store evicted by itself is still counted until then. Their bytes are estimated from
   * those that this process stored.
   * @throws {RemoteDownError}
   */
  async size(layer: LayerName): Promise<LayerSize> {
    const indexes = Array.from({ length: SHARDS }, (_, shard) => indexOf(layer, shard));
    const entries = await this.store.countIndexed(indexes, this.clock.now());
    const stored = this.stored.get(layer);
    return { entries, bytes: stored ? Math.round((entries * stored.bytes) / stored.entries) : 0 };
  }

  private noteStored(layer: LayerName, bytes: number): void {
    const stored = this.stored.get(layer) ?? { entries: 0, bytes: 0 };
    this.stored.set(layer, { entries: stored.entries + 1, bytes: stored.bytes + bytes });
  }
}

function placeOf(layer: LayerName, key: CacheKey): { readonly index: string; readonly member: Buffer } {
  const hash = Buffer.from(key, 'base64url');
  return { index: indexOf(layer, (hash[0] ?? 0) % SHARDS), member: hash.subarray(1, 1 + MEMBER_BYTES) };
}

function indexOf(layer: LayerName, shard: number): string {
  return `${layer}:${shard}`;
}
