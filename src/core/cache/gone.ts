import { LRUCache } from 'lru-cache';
import type { Lookup } from './contract';
import type { MissReason } from '../ports/words';
import type { CacheKey } from '../question/keys';

/** How many vanished keys a layer remembers. */
const GONE_REMEMBERED = 10_000;

/** Why entries are no longer there, so as to say why something has to be asked again; nothing is decided by it. */
export class Gone {
  private readonly reasons = new LRUCache<CacheKey, MissReason>({ max: GONE_REMEMBERED });

  note(key: CacheKey, reason: MissReason): void {
    this.reasons.set(key, reason);
  }

  forget(key: CacheKey): void {
    this.reasons.delete(key);
  }

  miss(key: CacheKey): Extract<Lookup<never>, { outcome: 'miss' }> {
    return { outcome: 'miss', reason: this.reasons.get(key) ?? 'never_asked' };
  }
}
