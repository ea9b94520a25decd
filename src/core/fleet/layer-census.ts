import { Injectable } from '@nestjs/common';
import { LAYERS, type LayerName } from '../ledger/events';
import { TrivetSettings } from '../settings';
import { Gauges, type LayerSize } from '../ledger/gauges';
import { RemoteDownError } from '../cache/shared/remote-store';
import { SharedEntries } from '../cache/shared/shared-entries';
import { OnceASecond } from './once-a-second';

export type LayerSizes = Readonly<Record<LayerName, LayerSize>>;

/** How much the layers hold, at a cost that does not depend on it. */
@Injectable()
export class LayerCensus {
  constructor(
    private readonly gauges: Gauges,
    private readonly entries: SharedEntries,
    private readonly settings: TrivetSettings,
    private readonly once: OnceASecond,
  ) {}

  /** What this instance can find: in its memory, or in the shared store where that is all there is. */
  async sizes(): Promise<LayerSizes> {
    const { enabled, type } = this.settings.cache;
    const shared = enabled && type === 'redis' ? await this.shared() : null;
    return shared ?? sizesOf((layer) => this.gauges.size(layer));
  }

  /** What the shared store holds, or held less than a second ago; null where there is none or it does not answer. */
  async shared(): Promise<LayerSizes | null> {
    if (!this.settings.cache.enabled || this.settings.cache.type === 'memory') return null;
    return this.once.check(
      'census',
      () => this.countShared(),
      (sizes) => sizes !== null,
    );
  }

  /** Bytes that the shared store's server uses; null where there is none, it does not answer, or it does not tell this user. */
  memoryUsed(): Promise<number | null> {
    if (!this.settings.cache.enabled || this.settings.cache.type === 'memory') return Promise.resolve(null);
    return this.once.check(
      'memory used',
      () => this.entries.memoryUsed().catch(() => null),
      (bytes) => bytes !== null,
    );
  }

  /** One command per piece of every layer's index, 512 together. */
  private async countShared(): Promise<LayerSizes | null> {
    try {
      const sizes = await Promise.all(LAYERS.map((layer) => this.entries.counts.size(layer)));
      return sizesOf((_, at) => sizes[at] ?? NOTHING);
    } catch (error) {
      if (error instanceof RemoteDownError) return null;
      throw error;
    }
  }
}

const NOTHING: LayerSize = { entries: 0, bytes: 0 };

function sizesOf(of: (layer: LayerName, at: number) => LayerSize): LayerSizes {
  const [question, answer, vector, context] = LAYERS.map(of);
  return {
    l1_question: question ?? NOTHING,
    l1_answer: answer ?? NOTHING,
    l2_embedding: vector ?? NOTHING,
    l3_context: context ?? NOTHING,
  };
}
