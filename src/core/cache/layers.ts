import { Injectable, Logger } from '@nestjs/common';
import { Ledger } from '../ledger/bus';
import { Gauges } from '../ledger/gauges';
import type { LayerName } from '../ledger/events';
import { Clock } from '../ports/clock';
import { TrivetSettings } from '../settings';
import type { CacheLayer } from './contract';
import type { MissReason } from '../ports/words';
import type { Citation } from './erasure/citation';
import type { CacheKey } from '../question/keys';
import { NO_LAYER } from './no-layer';
import { observe, type LayerWork } from './observe';
import { RemoteTiers, type RemoteTierKind } from './shared/remote-tiers';
import { TextLayer, type TextLayerOptions } from './text-layer';

/**
 * Shares of the one memory bound; the rest is for passages of the shared store. Contexts and question entries hold passages,
 * answers only words.
 */
const SHARES: Readonly<Record<LayerName, number>> = {
  l1_question: 0.3,
  l1_answer: 0.2,
  l2_embedding: 0.25,
  l3_context: 0.2,
};

const FAILING: Readonly<Record<LayerWork, string>> = {
  reads: 'look-ups fail and count as misses',
  writes: 'stores or drops fail; what is new may not be kept',
};

const WORKING: Readonly<Record<LayerWork, string>> = {
  reads: 'look-ups work again',
  writes: 'stores and drops work again',
};

export interface ObservedTextLayer<T> extends CacheLayer<T> {
  explainMiss(key: CacheKey, reason: MissReason): void;
}

export interface TextKind<T, Rest> extends RemoteTierKind<T, Rest> {
  readonly ttlMs: number;
  /** How long a popular entry may live, from when it was stored first; default `ttlMs`. */
  readonly popularTtlMs?: number;
}

/** Builds the layers, each inside its observing wrapper, so that none can be used unobserved. */
@Injectable()
export class Layers {
  private readonly logger = new Logger('Cache');
  private readonly built: Pick<TextLayer<never>, 'forget'>[] = [];

  constructor(
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly gauges: Gauges,
    private readonly clock: Clock,
    private readonly remotes: RemoteTiers,
  ) {}

  text<T, Rest>(name: LayerName, kind: TextKind<T, Rest>): ObservedTextLayer<T> {
    const { ledger, gauges, clock } = this;
    const { ttlMs, popularTtlMs, bytesOf } = kind;
    if (!this.settings.cache.enabled) return { ...NO_LAYER, explainMiss: () => undefined };
    const maxBytes = this.maxBytes(name);
    const layer = new TextLayer<T>({
      name,
      ttlMs,
      popularTtlMs,
      bytesOf,
      ledger,
      gauges,
      clock,
      maxBytes,
      remote: this.remote(name, kind),
    });
    this.built.push(layer);
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
        down: (work, error) => {
          const why = error instanceof Error ? error.message : 'unknown error';
          logger.warn(`${name}: ${FAILING[work]}: ${why}`);
        },
        up: (work) => {
          logger.log(`${name}: ${WORKING[work]}`);
        },
      },
    });
  }

  private remote<T, Rest>(name: LayerName, kind: RemoteTierKind<T, Rest>): TextLayerOptions<T>['remote'] {
    const { type } = this.settings.cache;
    return type === 'memory' ? null : { tier: this.remotes.tier(name, kind), isAlone: type === 'redis' };
  }

  /** Drops from this process what quotes documents. @returns of how many there was anything */
  async forget(citations: readonly Citation[]): Promise<number> {
    let forgotten = 0;
    for (const citation of citations) {
      const found = await Promise.all(this.built.map((layer) => layer.forget(citation)));
      if (found.includes(true)) forgotten++;
    }
    return forgotten;
  }

  /** Bytes of memory that a layer may fill. */
  maxBytes(name: LayerName): number {
    return Math.floor(this.settings.cache.maxBytes * SHARES[name]);
  }
}
