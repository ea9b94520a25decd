import { Injectable } from '@nestjs/common';
import type { LayerName } from './events';

/** Entries and estimated bytes held now. Counts entries that have expired but were not yet reclaimed. */
export interface LayerSize {
  readonly entries: number;
  readonly bytes: number;
}

/** How much each layer holds in this process. No event tells it: a layer is asked when somebody reads. */
@Injectable()
export class Gauges {
  private readonly sizes = new Map<LayerName, () => LayerSize>();

  /** Lets a layer say how much it holds. */
  measure(layer: LayerName, size: () => LayerSize): void {
    this.sizes.set(layer, size);
  }

  /** Of a layer that is not there: nothing. */
  size(layer: LayerName): LayerSize {
    return this.sizes.get(layer)?.() ?? { entries: 0, bytes: 0 };
  }
}
