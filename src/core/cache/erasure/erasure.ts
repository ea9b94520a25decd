import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Ledger } from '../../ledger/bus';
import { Clock } from '../../ports/clock';
import { TrivetSettings } from '../../settings';
import type { Citation } from './citation';
import { ErasureLog } from './erasure-log';
import { Layers } from '../layers';
import { SharedEntries } from '../shared/shared-entries';

/** How long other instances may keep words in memory: one small statement each in that time. */
const POLL_MS = 5_000;

/** Erasures in the shared store that one instance takes at once. */
const BATCH = 100;

const HOUR_MS = 3_600_000;

/**
 * Deletes what the caches keep of documents that must not be kept: those that were deleted, or that other people may read now. No
 * answer depends on it, since stamps and scopes keep such entries from being served; it is the words that go.
 *
 *     a document's transaction ──leaves──► a row ──every instance reads it──► forgets from memory
 *                                              └──one takes it──► erases from the shared store ──► marks it done
 *                                                 └── failed, or ended meanwhile: due again for anybody half a minute later
 *
 * Off the request path, and it fails no request.
 */
@Injectable()
export class Erasure implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Cache');
  private readonly isShared: boolean;
  private isFailing = false;
  private isAsked = false;
  private hasEnded = false;
  private sweptAt = -Infinity;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: ErasureLog,
    private readonly layers: Layers,
    private readonly shared: SharedEntries,
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {
    this.isShared = settings.cache.type !== 'memory';
  }

  onApplicationBootstrap(): void {
    // A memory that nobody else's changes concern is told of every one of its own.
    if (this.settings.cache.isAlone && !this.isShared) return;
    this.timer = setInterval(() => void this.now(), POLL_MS);
    this.timer.unref();
    void this.now();
  }

  /**
   * To be called when a document's change is committed, so that nobody has to wait for the next poll.
   * @returns when all that was committed before is done, taken by another instance, or waits for a store that is down; never rejects
   */
  now(): Promise<void> {
    if (this.hasEnded) return Promise.resolve();
    this.isAsked = true;
    this.running ??= this.work();
    return this.running;
  }

  /** @returns when nothing is under way */
  async settled(): Promise<void> {
    await this.running;
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.hasEnded = true;
    await this.running;
  }

  /** A round may have looked before the change was committed that asks for one, so another follows. */
  private async work(): Promise<void> {
    while (this.isAsked) {
      this.isAsked = false;
      await this.round();
    }
    this.running = null;
  }

  /** Never rejects. */
  private async round(): Promise<void> {
    try {
      const waiting = await this.log.read((citations) => {
        this.forget(citations);
        return Promise.resolve();
      });
      if (this.isShared && waiting === 'due') await this.eraseDue();
      if (!this.isShared || waiting === 'none') this.works();
      await this.sweep();
    } catch (error) {
      this.failed(error);
    }
  }

  private forget(citations: readonly Citation[]): void {
    this.shared.forget(citations);
    const documents = this.layers.forget(citations);
    if (documents > 0) this.ledger.record({ type: 'erase', place: 'memory', documents });
  }

  /** @throws {RemoteDownError} before anything is taken: while the store is down there is nothing to write down */
  private async eraseDue(): Promise<void> {
    await this.shared.ping();
    for (;;) {
      const taken = await this.log.take(BATCH);
      const done: string[] = [];
      for (const { id, ...citation } of taken) if (await this.eraseShared(citation)) done.push(id);
      if (done.length > 0) await this.log.finish(done);
      // What is left when this process ends is there for the next.
      if (taken.length < BATCH || this.hasEnded) return;
    }
  }

  /** One that fails keeps no other waiting. */
  private async eraseShared(citation: Citation): Promise<boolean> {
    try {
      await this.shared.erase(citation);
      this.ledger.record({ type: 'erase', place: 'shared_store', documents: 1 });
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** Nothing that was stored before a row was left outlives it, done or not: a passage is stored for twice the longest TTL. */
  private async sweep(): Promise<void> {
    const now = this.clock.now();
    if (Math.abs(now - this.sweptAt) < HOUR_MS) return;
    const { questionTtlMs, contextTtlMs } = this.settings.cache;
    await this.log.sweep(Math.max(HOUR_MS, 2 * questionTtlMs, 2 * contextTtlMs));
    this.sweptAt = now;
  }

  private failed(error: unknown): void {
    this.ledger.record({ type: 'erase_failure' });
    if (!this.isFailing) {
      const what = error instanceof Error ? error.name : 'unknown error';
      this.logger.warn(
        `Erasing words of deleted documents from the caches fails (${what}); it is tried again.`,
      );
    }
    this.isFailing = true;
  }

  private works(): void {
    if (this.isFailing) this.logger.log('Erasing from the caches works again, and nothing is left to erase.');
    this.isFailing = false;
  }
}
