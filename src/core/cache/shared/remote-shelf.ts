import type { Clock } from '../../ports/clock';
import type { CacheKey } from '../../question/keys';
import type { ShelvedVector, VectorShelf } from '../l2-embedding/vector-layer';
import type { EntryCounts } from './entry-counts';
import type { RemoteStore } from './remote-store';

export interface RemoteShelfOptions {
  readonly store: RemoteStore;
  readonly counts: EntryCounts;
  readonly clock: Clock;
  /** Vectors of another length are no entries. */
  readonly dimensions: number;
  readonly ttlMs: number;
}

/**
 * Raw numbers carry no expiry, and asking for it would double the commands: so a vector that was taken up into memory is
 * forgotten there after an hour at most, and then looked up again.
 */
const TAKEN_UP_MS = 3_600_000;

/** L2 in the shared store: a vector is its own raw bytes, 1,536 for 384 numbers; one command for all of a look-up. */
export class RemoteShelf implements VectorShelf {
  constructor(private readonly options: RemoteShelfOptions) {}

  async take(keys: readonly CacheKey[]): Promise<(ShelvedVector | null)[]> {
    const found = await this.options.store.getMany(keys);
    return found.map((bytes) => (bytes ? this.read(bytes) : null));
  }

  async put(vectors: readonly (ShelvedVector & { readonly key: CacheKey })[]): Promise<void> {
    const now = this.options.clock.now();
    const entries = vectors.map(({ key, vector, expiresAt }) => ({
      key,
      bytes: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
      ttlMs: Math.ceil(expiresAt - now),
    }));
    const alive = entries.filter(({ ttlMs }) => ttlMs > 0);
    await Promise.all([this.options.store.setMany(alive), this.options.counts.add('l2_embedding', alive)]);
  }

  async drop(keys: readonly CacheKey[]): Promise<void> {
    const { store, counts } = this.options;
    await Promise.all([store.deleteMany(keys), counts.remove('l2_embedding', keys)]);
  }

  private read(bytes: Buffer): ShelvedVector | null {
    if (bytes.byteLength !== this.options.dimensions * Float32Array.BYTES_PER_ELEMENT) return null;
    // A copy: the client's buffer may begin at an address that Float32Array cannot read from.
    const vector = new Float32Array(Uint8Array.from(bytes).buffer);
    if (!vector.every((number) => Number.isFinite(number))) return null;
    const now = this.options.clock.now();
    return { vector, storedAt: now, expiresAt: now + Math.min(this.options.ttlMs, TAKEN_UP_MS) };
  }
}
