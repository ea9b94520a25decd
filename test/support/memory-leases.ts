import { randomUUID } from 'node:crypto';
import type { CacheKey } from '../../src/core/question/keys';
import {
  ENDED_TTL_MS,
  LEASE_TTL_MS,
  Leases,
  type Acquired,
  type Holder,
  type Lease,
  type WorkEnd,
} from '../../src/core/flight/leases';

interface Slot {
  /** Null once the work has ended. */
  readonly holder: Holder | null;
  /** Who held it before, and what those get who waited. */
  readonly before: { readonly holder: Holder; readonly words: Buffer | null } | null;
  /** Unix milliseconds. */
  readonly until: number;
}

/** The leases that instances share. They run out by the clock of the process, which a test may hold. */
export class LeaseTable {
  private readonly slots = new Map<CacheKey, Slot>();

  get(key: CacheKey): Slot | undefined {
    const slot = this.slots.get(key);
    return slot && slot.until > Date.now() ? slot : undefined;
  }

  set(key: CacheKey, slot: Slot): void {
    this.slots.set(key, slot);
  }

  delete(key: CacheKey): void {
    this.slots.delete(key);
  }
}

/** One instance's access to the table. */
export class MemoryLeases extends Leases {
  /** While true it reaches nobody, as when Redis is down or the instance has died. */
  isCutOff = false;

  constructor(private readonly table: LeaseTable) {
    super();
  }

  acquire(key: CacheKey, waitedFor?: Holder): Promise<Acquired> {
    return Promise.resolve(this.acquired(key, waitedFor));
  }

  private acquired(key: CacheKey, waitedFor?: Holder): Acquired {
    if (this.isCutOff) return { outcome: 'none' };
    const { holder = null, before = null } = this.table.get(key) ?? {};
    if (waitedFor !== undefined && before && (holder === null || before.holder === waitedFor))
      return { outcome: 'ended', words: before.words };
    if (holder !== null) return { outcome: 'taken', by: holder };
    const own = randomUUID();
    this.table.set(key, { holder: own, before, until: Date.now() + LEASE_TTL_MS });
    return { outcome: 'held', lease: this.lease(key, own) };
  }

  private lease(key: CacheKey, holder: Holder): Lease {
    const ours = (): Slot | null => {
      const slot = this.isCutOff ? undefined : this.table.get(key);
      return slot?.holder === holder ? slot : null;
    };
    const renew = (): Promise<boolean> => {
      const slot = ours();
      if (slot) this.table.set(key, { ...slot, until: Date.now() + LEASE_TTL_MS });
      return Promise.resolve(this.isCutOff || slot !== null);
    };
    const end = (how: WorkEnd): Promise<void> => {
      if (!ours()) return Promise.resolve();
      const before = { holder, words: how.how === 'told' ? how.words : null };
      if (how.how === 'abandoned') this.table.delete(key);
      else this.table.set(key, { holder: null, before, until: Date.now() + ENDED_TTL_MS });
      return Promise.resolve();
    };
    return { renew, end };
  }
}
