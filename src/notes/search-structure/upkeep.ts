import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../engines/database/database';
import { Graphs } from './graphs';
import { SearchIndexes } from './indexes';
import { Sketcher, type Sketched } from './sketcher';

/** How often an instance looks whether there is something to build; ms. A look is a few small queries. */
const LOOK_EVERY_MS = 15_000;

/** The same where all chunks have sketches, and only graphs of large corpora may have to be built; ms. */
const TEND_EVERY_MS = 600_000;

/** Progress is told this often; ms. */
const TELL_EVERY_MS = 10_000;

/**
 * Keeps what searches look through, off the request path: sketches and indexes, also those that a database of a former version
 * lacks. Questions are answered meanwhile, only slower.
 *
 * States. Looking: at the start and every {@link LOOK_EVERY_MS}. Working: from a look that found work. Failing: from a failure on,
 * which is told once; the next look tries again. Tending: every chunk has its sketch, or none will; looks come every {@link TEND_EVERY_MS}. Closed: from `onModuleDestroy` on.
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
    private readonly database: Database,
    private readonly sketcher: Sketcher,
    private readonly indexes: SearchIndexes,
    private readonly graphs: Graphs,
  ) {}

  onApplicationBootstrap(): void {
    void this.look();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    clearTimeout(this.looks);
    this.database.endBuilds();
    await this.running;
  }

  /** Never throws. A look while there is work waits for its end. */
  look(): Promise<void> {
    clearTimeout(this.looks);
    this.running ??= this.work().then((pauseMs) => {
      this.running = undefined;
      if (!this.closed) this.looks = setTimeout(() => void this.look(), pauseMs).unref();
    });
    return this.running;
  }

  /** @returns the pause before the next look, ms */
  private async work(): Promise<number> {
    try {
      // Sketches first: where no index can be built, searches by meaning need them all the more.
      const outcome = await this.sketcher.run(this.tell);
      await this.indexes.build();
      this.failing = false;
      if (outcome === 'small' || outcome === 'elsewhere') return LOOK_EVERY_MS;
      await this.indexes.dropFormer();
      await this.graphs.tend();
      return TEND_EVERY_MS;
    } catch (error) {
      if (!this.failing && !this.closed)
        this.logger.warn(`Sketches or indexes could not be built and are tried again: ${String(error)}`);
      this.failing = true;
      return LOOK_EVERY_MS;
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
