import { ModelBusyError, type UpstreamName } from '../../core';
import { Bulkhead, BulkheadFullError, type BulkheadOptions } from './bulkhead';

export interface CallPlacesOptions {
  readonly places: BulkheadOptions;
  /** Longest wait for a place, in ms. */
  readonly longestWaitMs: number;
}

/** The bound on one model server's calls, in the words of its callers. */
export class CallPlaces {
  readonly #name: UpstreamName;
  readonly #bulkhead: Bulkhead;
  readonly #longestWaitMs: number;

  constructor(name: UpstreamName, { places, longestWaitMs }: CallPlacesOptions) {
    this.#name = name;
    this.#bulkhead = new Bulkhead(places);
    this.#longestWaitMs = longestWaitMs;
  }

  /**
   * @returns gives the place back
   * @throws {ModelBusyError} at once when too many wait, or when no place was free in time
   * @throws the reason of `signal` when it fires
   */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const free = this.#bulkhead.tryEnter();
    if (free) return free;
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(this.#busy());
    }, this.#longestWaitMs);
    try {
      return await this.#bulkhead.enter(signal ? AbortSignal.any([signal, late.signal]) : late.signal);
    } catch (error) {
      throw error instanceof BulkheadFullError ? this.#busy() : error;
    } finally {
      clearTimeout(timer);
    }
  }

  #busy(): ModelBusyError {
    return new ModelBusyError(this.#name, { retryAfterMs: this.#bulkhead.expectedWaitMs });
  }
}
