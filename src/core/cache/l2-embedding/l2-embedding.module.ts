import { Module } from '@nestjs/common';
import { Clock } from '../../ports/clock';
import { EmbeddingModel } from '../../ports/embedding-model';
import { Sql } from '../../ports/sql';
import { TrivetSettings } from '../../settings';
import { BackgroundStores } from '../background-stores';
import { CacheModule } from '../cache.module';
import type { CacheLayer } from '../contract';
import { Layers } from '../layers';
import { QueuedStore } from '../store/queued-store';
import type { Store } from '../store/store';
import { Embedder } from './embedder';
import { L2EmbeddingService, VECTOR_LAYER } from './l2-embedding.service';
import { VectorForm } from './vector.form';
import { VectorTable } from './vector-table';

/** Token of what keeps vectors beyond the process where nothing is shared; null where nothing does. */
const VECTORS_ON_DISK = Symbol('VectorsOnDisk');

@Module({
  imports: [CacheModule],
  providers: [
    Embedder,
    L2EmbeddingService,
    {
      provide: VECTOR_LAYER,
      inject: [Layers, TrivetSettings, EmbeddingModel, Clock, VECTORS_ON_DISK],
      useFactory: vectorLayer,
    },
    {
      provide: VECTORS_ON_DISK,
      inject: [TrivetSettings, EmbeddingModel, Sql, BackgroundStores],
      useFactory: vectorsOnDisk,
    },
  ],
  exports: [L2EmbeddingService],
})
export class L2EmbeddingModule {}

type Surroundings = [Layers, TrivetSettings, EmbeddingModel, Clock, Store<Float32Array> | null];

function vectorLayer(
  ...[layers, { cache }, { dimensions }, clock, onDisk]: Surroundings
): CacheLayer<Float32Array> {
  const ttlMs = cache.embeddingTtlMs;
  const form = new VectorForm({ dimensions, ttlMs, clock });
  return layers.build('l2_embedding', { ttlMs, form, onDisk, bytesOf });
}

type DiskSurroundings = [TrivetSettings, EmbeddingModel, Sql, BackgroundStores];

function vectorsOnDisk(
  ...[{ cache }, { dimensions }, sql, stores]: DiskSurroundings
): Store<Float32Array> | null {
  if (!cache.keepVectors) return null;
  const store = new VectorTable(sql, dimensions);
  return new QueuedStore({ store, stores, place: 'database', bytesOf });
}

function bytesOf({ byteLength }: Float32Array): number {
  return byteLength;
}
