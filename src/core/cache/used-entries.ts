import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { TrivetSettings } from '../settings';
import { Layers } from './layers';

const EVERY_MS = 60_000;

/**
 * Touches in the shared store what memory serves. A Redis with `allkeys-lru` knows of no hit that memory answers, and would evict
 * first what is asked for most. Other instances, and this one after a restart, would then miss it. A hit pays for none of it.
 */
@Injectable()
export class UsedEntries implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly layers: Layers,
    private readonly settings: TrivetSettings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.cache.type !== 'hybrid') return;
    this.timer = setInterval(() => void this.touch(), EVERY_MS);
    this.timer.unref();
  }

  /** Never rejects: the link to the store counts and tells what fails, and the next round comes. */
  async touch(): Promise<void> {
    await this.layers.touchUsed().catch(() => undefined);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
