import type { Clock } from '../../ports/clock';
import type { CacheKey } from '../../question/keys';
import type { Wanted } from '../contract';
import type { MaybePromise } from '../maybe-promise';
import type { MemoryStore } from './memory-store';
import { isYoung } from '../ttl';
import { isEntry, type Entry, type Found, type Pointer, type Store } from './store';

const ANYTHING: Wanted = {};

/**
 * Memory in front of another store. Writes go to both, and what the other has is taken up into memory with the expiry that it
 * had. An entry in memory under other stamps, past its end, or older than is wanted, does not end the search. Another instance may
 * have stored it anew, or let it live on.
 */
export class HybridStore<T> implements Store<T> {
  constructor(
    private readonly memory: MemoryStore<T>,
    private readonly behind: Store<T>,
    private readonly clock: Clock,
  ) {}

  getMany(keys: readonly CacheKey[], stamps: string, wanted: Wanted = ANYTHING): MaybePromise<Found<T>[]> {
    const held = this.memory.getMany(keys);
    const now = this.clock.now();
    const others = keys.filter(
      (_, at) => !isUsable(held[at], stamps, now) || isPassedBy(held[at], wanted, now),
    );
    if (others.length === 0) return held;
    return this.takeUp(others, stamps, wanted).then((found) =>
      keys.map((key, at) => found.get(key) ?? (wanted.pastMemory ? undefined : held[at])),
    );
  }

  setMany(entries: readonly Entry<T>[]): MaybePromise<void> {
    this.memory.setMany(entries);
    return this.behind.setMany(entries);
  }

  deleteMany(keys: readonly CacheKey[]): MaybePromise<void> {
    this.memory.deleteMany(keys);
    return this.behind.deleteMany(keys);
  }

  async cite(pointer: Pointer): Promise<void> {
    this.memory.cite(pointer);
    await this.behind.cite?.(pointer);
  }

  /** Tells the store behind what memory served since the last time, `atMost` entries. */
  async touchUsed(atMost: number): Promise<void> {
    const used = this.memory.takeUsed(atMost);
    if (used.length > 0) await this.behind.touchMany?.(used);
  }

  /** Collected and not read back from memory, which may hold less than one look-up asks for. */
  private async takeUp(
    keys: readonly CacheKey[],
    stamps: string,
    wanted: Wanted,
  ): Promise<ReadonlyMap<CacheKey, Found<T>>> {
    const found = await this.behind.getMany(keys, stamps, wanted);
    const now = this.clock.now();
    this.memory.setMany(found.filter(isEntry).filter(({ expiresAt }) => expiresAt > now));
    return new Map(keys.map((key, at) => [key, found[at]]));
  }
}

function isUsable(held: Entry<unknown> | undefined, stamps: string, now: number): boolean {
  return held?.stamps === stamps && held.expiresAt > now;
}

function isPassedBy(
  held: Entry<unknown> | undefined,
  { maxAgeMs = null, pastMemory = false }: Wanted,
  now: number,
): boolean {
  return pastMemory || (held !== undefined && maxAgeMs !== null && !isYoung(held.storedAt, now, maxAgeMs));
}
