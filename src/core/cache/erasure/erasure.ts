import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { Ledger } from '../../ledger/bus';
import { Clock } from '../../ports/clock';
import { TrivetSettings } from '../../settings';
import type { Citation } from './citation';
import { ErasureLog, type ErasureNews, type TakenErasure } from './erasure-log';
import { Layers } from '../layers';
import { SharedEntries } from '../shared/shared-entries';

/** How long other instances may keep words in memory: one small statement each in that time. */
const POLL_MS = 5_000;

/**
 * Erasures that one instance takes at once. While a transaction stays open, each taking passes by all that were done since it began.
 */
const BATCH = 500;

/** Of these, so many are begun in the shared store at once. Naming their keys takes some 3 ms, in which nothing else is served. */
const BEGUN_AT_ONCE = 50;

/** Erased documents that are kept in mind while the shared store is down. What it knows of them it forgets after a while, too. */
const MAX_UNTOLD = 10_000;

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
export class Erasure implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Cache');
  private readonly isShared: boolean;
  /** Whether there is memory in front of the shared store. */
  private readonly isInFront: boolean;
  /** Erased from the shared store; what went with them there may be in this memory. */
  private untold: readonly Citation[] = [];
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
    this.isInFront = settings.cache.type === 'hybrid';
  }

  /** Nothing was retrieved yet, so what was erased by now is none of this process's business. */
  async onModuleInit(): Promise<void> {
    // The first round tells what is wrong with the database, if it still is.
    if (this.settings.cache.enabled) await this.log.begin().catch(() => undefined);
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
      const waiting = await this.log.read((news) => {
        this.forget(news);
      });
      await this.forgetWhatWentWithThem();
      if (this.isShared && waiting === 'due') await this.eraseDue();
      if (!this.isShared || waiting === 'none') this.works();
      await this.sweep();
    } catch (error) {
      this.failed(error);
    }
  }

  private forget({ committed, done }: ErasureNews): void {
    const citations = [...committed, ...done];
    this.shared.forget(citations);
    const documents = this.layers.forget(citations);
    if (documents > 0) this.ledger.record({ type: 'erase', place: 'memory', documents });
    if (this.isInFront) this.untold = [...this.untold, ...done].slice(-MAX_UNTOLD);
  }

  /**
   * An answer here names the documents of those who were answered here. In the shared store it went with everybody's.
   * @throws {RemoteDownError} it is asked for again in the next round
   */
  private async forgetWhatWentWithThem(): Promise<void> {
    if (this.untold.length === 0) return;
    this.layers.forgetKeys(await this.shared.erasedWith(this.untold));
    this.untold = [];
  }

  /** @throws {RemoteDownError} before anything is taken: while the store is down there is nothing to write down */
  private async eraseDue(): Promise<void> {
    await this.shared.ping();
    for (;;) {
      const taken = await this.log.take(BATCH);
      const done: string[] = [];
      for (let at = 0; at < taken.length; at += BEGUN_AT_ONCE)
        done.push(...(await this.eraseTaken(taken.slice(at, at + BEGUN_AT_ONCE))));
      if (done.length > 0) await this.log.finish(done);
      // What is left when this process ends is there for the next.
      if (taken.length < BATCH || this.hasEnded) return;
    }
  }

  /** @returns the ids of those that are done */
  private async eraseTaken(taken: readonly TakenErasure[]): Promise<string[]> {
    const isAny = await this.shared.beginErasing(taken);
    const done: string[] = [];
    for (const each of taken) if (!isAny || (await this.eraseShared(each))) done.push(each.id);
    if (done.length > 0) this.ledger.record({ type: 'erase', place: 'shared_store', documents: done.length });
    return done;
  }

  /** One that fails keeps no other waiting. */
  private async eraseShared(citation: TakenErasure): Promise<boolean> {
    try {
      await this.shared.erase(citation);
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
