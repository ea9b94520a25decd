import { Module } from '@nestjs/common';
import { Ledger } from '../../ledger/bus';
import { Gauges } from '../../ledger/gauges';
import { Clock } from '../../ports/clock';
import { EmbeddingModel } from '../../ports/embedding-model';
import { TrivetSettings } from '../../settings';
import { Sql } from '../../ports/sql';
import { CacheModule } from '../cache.module';
import type { CacheLayer } from '../contract';
import { BackgroundStores } from '../background-stores';
import { Layers } from '../layers';
import { RemoteShelf } from '../shared/remote-shelf';
import { RemoteStore } from '../shared/remote-store';
import { RemoteTiers } from '../shared/remote-tiers';
import { Embedder } from './embedder';
import { L2EmbeddingService, VECTOR_LAYER } from './l2-embedding.service';
import { QueuedShelf } from './queued-shelf';
import { VectorLayer, type VectorShelf } from './vector-layer';
import { VectorTable } from './vector-table';

/** Token of what keeps vectors beyond the process; null where nothing does. */
const VECTOR_SHELF = Symbol('VectorShelf');

@Module({
  imports: [CacheModule],
  providers: [
    Embedder,
    L2EmbeddingService,
    {
      provide: VECTOR_LAYER,
      inject: [Layers, TrivetSettings, Ledger, Gauges, Clock, VECTOR_SHELF],
      useFactory: vectorLayer,
    },
    {
      provide: VECTOR_SHELF,
      inject: [TrivetSettings, Sql, EmbeddingModel, BackgroundStores, RemoteStore, RemoteTiers, Clock],
      useFactory: vectorShelf,
    },
  ],
  exports: [L2EmbeddingService],
})
export class L2EmbeddingModule {}

type Surroundings = [Layers, TrivetSettings, Ledger, Gauges, Clock, VectorShelf | null];

function vectorLayer(
  ...[layers, settings, ledger, gauges, clock, shelf]: Surroundings
): CacheLayer<Float32Array> {
  const name = 'l2_embedding';
  const ttlMs = settings.cache.embeddingTtlMs;
  const maxBytes = settings.cache.type === 'redis' ? null : layers.maxBytes(name);
  return layers.observed(name, new VectorLayer({ name, ttlMs, maxBytes, ledger, gauges, clock, shelf }));
}

type ShelfSurroundings = [
  TrivetSettings,
  Sql,
  EmbeddingModel,
  BackgroundStores,
  RemoteStore,
  RemoteTiers,
  Clock,
];

function vectorShelf(
  ...[{ cache }, sql, { dimensions }, stores, store, { counts }, clock]: ShelfSurroundings
): VectorShelf | null {
  if (cache.type !== 'memory') {
    const shelf = new RemoteShelf({ store, counts, clock, dimensions, ttlMs: cache.embeddingTtlMs });
    return new QueuedShelf(shelf, stores, 'shared_store');
  }
  return cache.keepVectors ? new QueuedShelf(new VectorTable(sql, dimensions), stores, 'database') : null;
}
