import type { BackgroundStores, StorePlace } from '../background-stores';
import type { CacheKey } from '../../question/keys';
import type { ShelvedVector, VectorShelf } from './vector-layer';

/** A shelf whose vectors are put off the request path. */
export class QueuedShelf implements VectorShelf {
  constructor(
    private readonly shelf: VectorShelf,
    private readonly stores: BackgroundStores,
    private readonly place: StorePlace,
  ) {}

  take(keys: readonly CacheKey[]): Promise<(ShelvedVector | null)[]> {
    return this.shelf.take(keys);
  }

  put(vectors: readonly (ShelvedVector & { readonly key: CacheKey })[]): Promise<void> {
    const bytes = vectors.reduce((sum, { vector }) => sum + vector.byteLength, 0);
    return this.stores.add({ place: this.place, bytes, run: () => this.shelf.put(vectors) });
  }

  drop(keys: readonly CacheKey[]): Promise<void> {
    return this.shelf.drop(keys);
  }
}
