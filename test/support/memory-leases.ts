import type { CacheKey } from '../../src/core/question/keys';
import {
  DONE_TTL_MS,
  LEASE_TTL_MS,
  Leases,
  type Acquired,
  type Lease,
  type WorkEnd,
} from '../../src/core/flight/leases';

interface Slot {
  /** Null once the work is done. */
  readonly holder: symbol | null;
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

  acquire(key: CacheKey): Promise<Acquired> {
    if (this.isCutOff) return Promise.resolve({ outcome: 'none' });
    const slot = this.table.get(key);
    if (slot) return Promise.resolve({ outcome: slot.holder ? 'taken' : 'done' });
    const holder = Symbol('holder');
    this.set(key, holder, LEASE_TTL_MS);
    return Promise.resolve({ outcome: 'held', lease: this.lease(key, holder) });
  }

  private lease(key: CacheKey, holder: symbol): Lease {
    const isOurs = (): boolean => !this.isCutOff && this.table.get(key)?.holder === holder;
    const renew = (): Promise<boolean> => {
      if (isOurs()) this.set(key, holder, LEASE_TTL_MS);
      return Promise.resolve(this.isCutOff || isOurs());
    };
    const end = (how: WorkEnd): Promise<void> => {
      if (isOurs() && how === 'done') this.set(key, null, DONE_TTL_MS);
      else if (isOurs()) this.table.delete(key);
      return Promise.resolve();
    };
    return { renew, end };
  }

  private set(key: CacheKey, holder: symbol | null, ttlMs: number): void {
    this.table.set(key, { holder, until: Date.now() + ttlMs });
  }
}
