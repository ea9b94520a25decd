import { Module } from '@nestjs/common';
import { Pool } from 'pg';
import { Ledger } from '../../ledger/ledger';
import { Clock, EmbeddingModel } from '../../ports';
import { TrivetSettings } from '../../settings';
import { CacheModule } from '../cache.module';
import type { CacheLayer } from '../contract';
import { Layers } from '../layers';
import { Embedder } from './embedder';
import { L2EmbeddingService, VECTOR_LAYER } from './l2-embedding.service';
import { VectorLayer } from './vector-layer';
import { VectorTable } from './vector-table';

@Module({
  imports: [CacheModule],
  providers: [
    Embedder,
    L2EmbeddingService,
    {
      provide: VECTOR_LAYER,
      inject: [Layers, TrivetSettings, Ledger, Clock, Pool, EmbeddingModel],
      useFactory: (...surroundings: Surroundings) => vectorLayer(surroundings),
    },
  ],
  exports: [L2EmbeddingService],
})
export class L2EmbeddingModule {}

type Surroundings = [Layers, TrivetSettings, Ledger, Clock, Pool, EmbeddingModel];

function vectorLayer([layers, settings, ledger, clock, pool, model]: Surroundings): CacheLayer<Float32Array> {
  const { embeddingTtlMs: ttlMs, keepVectors } = settings.cache;
  const shelf = keepVectors ? new VectorTable(pool, model.dimensions) : null;
  const name = 'l2_embedding';
  return layers.observed(
    name,
    new VectorLayer({ name, ttlMs, maxBytes: layers.maxBytes(name), ledger, clock, shelf }),
  );
}
