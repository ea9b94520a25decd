import { Injectable } from '@nestjs/common';
import { Ledger } from '../../ledger/bus';
import { ModelUnavailableError } from '../../ports/model.errors';
import { EmbeddingModel } from '../../ports/embedding-model';
import type { CacheKey } from '../../question/keys';

export interface Unembedded {
  readonly key: CacheKey;
  readonly text: string;
}

/**
 * Asks the model, once for equal texts that are wanted at the same moment. A vector depends on nothing but its text, so a later
 * caller may share a computation that began before.
 */
@Injectable()
export class Embedder {
  private readonly running = new Map<CacheKey, Promise<Float32Array>>();

  constructor(
    readonly model: EmbeddingModel,
    private readonly ledger: Ledger,
  ) {}

  /**
   * @returns one `Float32Array[model.dimensions]` of unit length per text, in order
   * @throws {ModelUnavailableError}
   */
  embed(wanted: readonly Unembedded[]): Promise<Float32Array[]> {
    const fresh = wanted.filter(({ key }) => !this.running.has(key));
    if (fresh.length > 0) this.begin(fresh);
    return Promise.all(
      wanted.map(
        ({ key }) => this.running.get(key) ?? Promise.reject(new ModelUnavailableError('embedding')),
      ),
    );
  }

  private begin(fresh: readonly Unembedded[]): void {
    const batch = this.timed(fresh.map(({ text }) => text));
    fresh.forEach(({ key }, at) => {
      const vector = batch.then(
        (vectors) => vectors[at] ?? Promise.reject(new ModelUnavailableError('embedding')),
      );
      this.running.set(key, vector);
      const forget = () => this.running.delete(key);
      vector.then(forget, forget);
    });
  }

  private async timed(texts: readonly string[]): Promise<Float32Array[]> {
    const startedAt = performance.now();
    const vectors = await this.model.embed(texts);
    this.ledger.record({ type: 'embed', texts: texts.length, ms: performance.now() - startedAt });
    return vectors;
  }
}
