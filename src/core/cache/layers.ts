import { Injectable, Logger } from '@nestjs/common';
import { Ledger } from '../ledger/ledger';
import type { LayerName } from '../ledger/events';
import { Clock } from '../ports';
import { TrivetSettings } from '../settings';
import type { CacheLayer, MissReason } from './contract';
import type { CacheKey } from './keys';
import { NO_LAYER } from './no-layer';
import { observe } from './observe';
import { TextLayer } from './text-layer';

/** Shares of the one memory bound. Contexts and question entries hold passages, answers only words. */
const SHARES: Readonly<Record<LayerName, number>> = {
  l1_question: 0.3,
  l1_answer: 0.2,
  l2_embedding: 0.25,
  l3_context: 0.25,
};

export interface ObservedTextLayer<T> extends CacheLayer<T> {
  explainMiss(key: CacheKey, reason: MissReason): void;
}

/** Builds the layers, each inside its observing wrapper, so that none can be used unobserved. */
@Injectable()
export class Layers {
  private readonly logger = new Logger('Cache');

  constructor(
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  text<T>(
    name: LayerName,
    { ttlMs, bytesOf }: { ttlMs: number; bytesOf: (value: T) => number },
  ): ObservedTextLayer<T> {
    const { ledger, clock } = this;
    if (!this.settings.cache.enabled) return { ...NO_LAYER, explainMiss: () => undefined };
    const layer = new TextLayer<T>({ name, ttlMs, bytesOf, ledger, clock, maxBytes: this.maxBytes(name) });
    const explainMiss = (key: CacheKey, reason: MissReason): void => {
      layer.explainMiss(key, reason);
    };
    return { ...this.observed(name, layer), explainMiss };
  }

  observed<T>(name: LayerName, layer: CacheLayer<T>): CacheLayer<T> {
    const { ledger, logger } = this;
    if (!this.settings.cache.enabled) return NO_LAYER;
    return observe(layer, {
      name,
      ledger,
      faults: {
        down: (error) => {
          logger.warn(
            `${name} fails and is treated as empty: ${error instanceof Error ? error.message : 'unknown error'}`,
          );
        },
        up: () => {
          logger.log(`${name} works again`);
        },
      },
    });
  }

  /** Bytes of memory that a layer may fill. */
  maxBytes(name: LayerName): number {
    return Math.floor(this.settings.cache.maxBytes * SHARES[name]);
  }
}
