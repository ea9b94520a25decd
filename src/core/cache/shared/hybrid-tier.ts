import type { Clock } from '../../ports/clock';
import type { CitesOf } from '../contract';
import type { CacheKey } from '../../question/keys';
import type { MemoryTier, Stored } from '../memory-tier';
import type { TextTier, TierFind } from './tier';

/**
 * Memory in front of the shared store: writes go to both, and what the store has is taken up into memory with the expiry
 * it had. What memory has under other stamps, or past its end, does not end the search: another instance may have stored it anew
 * or let it live on.
 */
export class HybridTier<T> implements TextTier<T> {
  constructor(
    private readonly memory: MemoryTier<T>,
    private readonly remote: TextTier<T>,
    private readonly clock: Clock,
  ) {}

  async get(key: CacheKey, stamps: string, citesOf?: CitesOf): Promise<TierFind<T>> {
    const held = await this.memory.get(key);
    if (held?.stamps === stamps && held.expiresAt > this.clock.now()) return held;
    const found = await this.remote.get(key, stamps, citesOf);
    if (found === undefined) return held;
    if (found !== 'unreadable') await this.memory.set(key, found);
    return found;
  }

  async set(key: CacheKey, stored: Stored<T>): Promise<void> {
    await this.memory.set(key, stored);
    await this.remote.set(key, stored);
  }

  async delete(key: CacheKey): Promise<void> {
    await this.memory.delete(key);
    await this.remote.delete(key);
  }
}
