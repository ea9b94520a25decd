import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SearchIndexes } from './indexes';
import { Sketcher, type Sketched } from './sketcher';

/** How often an instance looks whether there is something to build; ms. A look is one small query. */
const LOOK_EVERY_MS = 15_000;

/** Progress is told this often; ms. */
const TELL_EVERY_MS = 10_000;

/**
 * Keeps what searches look through, off the request path: sketches and indexes, also those that a database of a former version
 * lacks. Questions are answered meanwhile, only slower.
 *
 * States. Looking: at the start and every {@link LOOK_EVERY_MS}. Working: from a look that found work. Failing: from a failure on,
 * which is told once; the next look tries again. Done: everything is built, and the looks end. Closed: from `onModuleDestroy` on.
 */
@Injectable()
export class SearchUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SearchUpkeep.name);
  private looks: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private failing = false;
  private closed = false;
  private toldAt = 0;

  constructor(
    private readonly sketcher: Sketcher,
    private readonly indexes: SearchIndexes,
  ) {}

  onApplicationBootstrap(): void {
    this.looks = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
    void this.look();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    clearInterval(this.looks);
    await this.running;
  }

  /** Never throws. Whoever looks while there is work waits for its end. */
  look(): Promise<void> {
    this.running ??= this.work().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async work(): Promise<void> {
    try {
      await this.indexes.build();
      const outcome = await this.sketcher.run(this.tell);
      if (outcome === 'sketched') {
        await this.indexes.dropFormer();
        clearInterval(this.looks);
      }
      this.failing = false;
    } catch (error) {
      if (!this.failing && !this.closed)
        this.logger.warn(`Sketches or indexes could not be built and are tried again: ${String(error)}`);
      this.failing = true;
    }
  }

  /** @throws {Error} to end the work when the application closes */
  private readonly tell = ({ done, total }: Sketched): void => {
    if (this.closed) throw new Error('The application closes.');
    const now = performance.now();
    if (now - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = now;
    this.logger.log(
      `${done} of ${total} chunks have their sketch. Until then searches look at whole vectors.`,
    );
  };
}
