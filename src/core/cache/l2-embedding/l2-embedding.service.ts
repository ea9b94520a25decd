import { Inject, Injectable } from '@nestjs/common';
import { TIMELESS, type CacheLayer } from '../contract';
import { cacheKey, type CacheKey } from '../../question/keys';
import { Embedder, type Unembedded } from './embedder';

/** Token of the layer under the service. */
export const VECTOR_LAYER = Symbol('VectorLayer');

export interface EmbedOptions {
  readonly tenant: string;
  /** What was purged of this layer; part of the keys. */
  readonly purged: string;
  /** False leaves no trace of the texts (`no-store`). */
  readonly remember: boolean;
}

/** L2, the embedding cache: tenant + embedding model + exact text → vector. */
@Injectable()
export class L2EmbeddingService {
  constructor(
    @Inject(VECTOR_LAYER) private readonly vectors: CacheLayer<Float32Array>,
    private readonly embedder: Embedder,
  ) {}

  /**
   * One look-up for all texts; only the misses are embedded, equal texts once.
   *
   * @returns one `Float32Array[dimensions]` of unit length per text, in order; shared with the cache, not to be changed
   * @throws {ModelUnavailableError} when a text is not cached and the model does not answer
   */
  async embedMany(
    texts: readonly string[],
    { tenant, purged, remember }: EmbedOptions,
  ): Promise<Float32Array[]> {
    const { modelId } = this.embedder.model;
    const keys = texts.map((text) => cacheKey('vector', [tenant, modelId, purged, text]));
    const wanted = new Map(
      keys.map((key, at): [CacheKey, Unembedded] => [key, { key, text: texts[at] ?? '' }]),
    );
    const known = await this.lookup([...wanted.keys()]);
    const missing = [...wanted.values()].filter(({ key }) => !known.has(key));
    const computed = await this.embedder.embed(missing);
    missing.forEach(({ key }, at) => {
      const vector = computed[at];
      if (vector) known.set(key, vector);
    });
    if (remember) this.remember(missing, known);
    return keys.flatMap((key) => known.get(key) ?? []);
  }

  async embed(text: string, options: EmbedOptions): Promise<Float32Array> {
    const [vector] = await this.embedMany([text], options);
    if (!vector) throw new Error('A text was embedded to nothing.');
    return vector;
  }

  private async lookup(keys: readonly CacheKey[]): Promise<Map<CacheKey, Float32Array>> {
    const found = await this.vectors.lookup(keys, TIMELESS);
    const known = new Map<CacheKey, Float32Array>();
    keys.forEach((key, at) => {
      const lookup = found[at];
      if (lookup?.outcome === 'fresh') known.set(key, lookup.value);
    });
    return known;
  }

  private remember(computed: readonly Unembedded[], vectors: ReadonlyMap<CacheKey, Float32Array>): void {
    const items = computed.flatMap(({ key }) => {
      const value = vectors.get(key);
      return value ? [{ key, value, stamps: TIMELESS }] : [];
    });
    if (items.length > 0) void this.vectors.store(items);
  }
}
