import { Injectable, Logger } from '@nestjs/common';
import { Ledger } from '../ledger/bus';
import { Gauges } from '../ledger/gauges';
import type { LayerName } from '../ledger/events';
import { Clock } from '../ports/clock';
import { TrivetSettings } from '../settings';
import type { CacheLayer } from './contract';
import type { Citation } from './erasure/citation';
import { Layer, type LayerOptions } from './layer';
import { NO_LAYER } from './no-layer';
import { ObservedLayer, type FaultLog, type LayerWork } from './observe';
import type { EntryForm } from './shared/entry-form';
import { SharedEntries } from './shared/shared-entries';
import type { Store } from './store/store';
import type { CacheKey } from '../question/keys';

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

/** Entries of a layer that are told at once. Taking them apart takes some 5 ms. */
const TOUCHED_AT_ONCE = 256;

const FAILING: Readonly<Record<LayerWork, string>> = {
  reads: 'look-ups fail and count as misses',
  writes: 'stores or drops fail; what is new may not be kept',
};

const WORKING: Readonly<Record<LayerWork, string>> = {
  reads: 'look-ups work again',
  writes: 'stores and drops work again',
};

/** What distinguishes one layer from another. */
export interface LayerKind<T> extends Pick<LayerOptions<T>, 'ttlMs' | 'popularTtlMs' | 'bytesOf'> {
  /** How its entries lie in the shared store. */
  readonly form: EntryForm<T>;
  /** What outlives the process where nothing is shared; default nothing. */
  readonly onDisk?: Store<T> | null;
}

/** Builds the layers, each inside its observing wrapper, so that none can be used unobserved. */
@Injectable()
export class Layers {
  private readonly logger = new Logger('Cache');
  private readonly built: Pick<Layer<never>, 'forget' | 'forgetKeys' | 'touchUsed'>[] = [];

  constructor(
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly gauges: Gauges,
    private readonly clock: Clock,
    private readonly shared: SharedEntries,
  ) {}

  build<T>(name: LayerName, kind: LayerKind<T>): CacheLayer<T> {
    const { settings, ledger, gauges, clock } = this;
    if (!settings.cache.enabled) return NO_LAYER;
    const { ttlMs, popularTtlMs, bytesOf } = kind;
    const maxBytes = this.maxBytes(name);
    const further = this.further(name, kind);
    const own = { name, ttlMs, popularTtlMs, bytesOf, maxBytes, further };
    const layer = new Layer<T>({ ...own, ledger, gauges, clock });
    this.built.push(layer);
    return new ObservedLayer(layer, { name, ledger, faults: this.faultsOf(name) });
  }

  /** Drops from this process what quotes documents. @returns of how many there was anything */
  forget(citations: readonly Citation[]): number {
    // Every layer is told, also after one had something.
    const found = citations.map((citation) => this.built.map((layer) => layer.forget(citation)));
    return found.filter((inLayers) => inLayers.includes(true)).length;
  }

  /** Drops entries from this process. */
  forgetKeys(keys: readonly CacheKey[]): void {
    for (const layer of this.built) layer.forgetKeys(keys);
  }

  /** Tells the stores behind memory what memory served since the last time. @throws what they throw */
  async touchUsed(): Promise<void> {
    for (const layer of this.built) await layer.touchUsed(TOUCHED_AT_ONCE);
  }

  /** Bytes of memory that a layer may fill. */
  maxBytes(name: LayerName): number {
    return Math.floor(this.settings.cache.maxBytes * SHARES[name]);
  }

  private further<T>(name: LayerName, kind: LayerKind<T>): LayerOptions<T>['further'] {
    const { type } = this.settings.cache;
    if (type !== 'memory') return { store: this.shared.storeOf(name, kind), isAlone: type === 'redis' };
    return kind.onDisk ? { store: kind.onDisk, isAlone: false } : null;
  }

  private faultsOf(name: LayerName): FaultLog {
    return {
      down: (work, error) => {
        const why = error instanceof Error ? error.message : 'unknown error';
        this.logger.warn(`${name}: ${FAILING[work]}: ${why}`);
      },
      up: (work) => {
        this.logger.log(`${name}: ${WORKING[work]}`);
      },
    };
  }
}
