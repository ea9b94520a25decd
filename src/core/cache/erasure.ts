import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Ledger } from '../ledger/ledger';
import { TrivetSettings } from '../settings';
import type { Citation } from './citation';
import { Layers } from './layers';
import { RemoteTiers } from './remote/remote-tiers';

/** Documents whose erasure waits for the shared store; the oldest are given up beyond it, and end with their TTL. */
const MAX_PENDING = 10_000;

const RETRY_MS = 1_000;

/**
 * Deletes what the caches keep of documents that must not be kept: one that was deleted, or that fewer people may read. No
 * answer depends on it, since stamps and scopes keep such entries from being served; it is the words that go. In this process
 * and in the shared store, at once or when that is back; the memory of other instances forgets by TTL and eviction.
 */
@Injectable()
export class Erasure implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Cache');
  private isFailing = false;
  private readonly pending = new Map<string, Citation>();
  private running: Promise<void> | null = null;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly layers: Layers,
    private readonly remotes: RemoteTiers,
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
  ) {}

  /** To be called when the change is committed; off the request path. */
  erase(citation: Citation): void {
    if (!this.settings.cache.enabled) return;
    const [oldest] = this.pending.keys();
    if (this.pending.size >= MAX_PENDING && oldest !== undefined) this.pending.delete(oldest);
    this.pending.set(JSON.stringify([citation.corpus, citation.documentId]), citation);
    this.running ??= this.work();
  }

  /** @returns when all that was asked for is done, or waits for a shared store that is down */
  async settled(): Promise<void> {
    await this.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
    clearTimeout(this.retry);
  }

  /** Never rejects. */
  private async work(): Promise<void> {
    for (const [name, citation] of this.pending) {
      const keys = await this.eraseShared(citation);
      await this.layers.eraseFromMemory(citation, keys ?? []);
      if (!keys) break;
      this.pending.delete(name);
      this.ledger.record({ type: 'erase', documents: 1 });
    }
    this.running = null;
    if (this.pending.size > 0) this.retryLater();
  }

  /** @returns null when it failed */
  private async eraseShared(citation: Citation): Promise<Awaited<ReturnType<RemoteTiers['erase']>> | null> {
    if (this.settings.cache.type === 'memory') return [];
    try {
      const keys = await this.remotes.erase(citation);
      this.isFailing = false;
      return keys;
    } catch {
      if (!this.isFailing) this.logger.warn('Erasing from the shared store fails; it is tried again.');
      this.isFailing = true;
      return null;
    }
  }

  private retryLater(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      this.running ??= this.work();
    }, RETRY_MS);
    this.retry.unref();
  }
}
