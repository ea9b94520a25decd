import { Inject, Injectable, Optional } from '@nestjs/common';
import { Counters, EmbeddingModel, LanguageModel, Reranker } from '../../core';
import type { HealthReport } from './health.schema';

/** The models as they were last known. Nobody is asked. */
@Injectable()
export class HealthModels {
  constructor(
    private readonly counters: Counters,
    private readonly embedding: EmbeddingModel,
    private readonly language: LanguageModel,
    @Optional() @Inject(Reranker) private readonly reranker: Reranker | null = null,
  ) {}

  get areWell(): boolean {
    return Object.values(this.counters.upstreams).every(({ state }) => state === 'up');
  }

  report(): Pick<HealthReport, 'embedding_model' | 'language_model' | 'rerank_model' | 'models'> {
    const { language, embedding, rerank } = this.counters.upstreams;
    return {
      embedding_model: this.embedding.modelId,
      language_model: this.language.modelId,
      rerank_model: this.reranker?.modelId ?? null,
      models: {
        language: language.state,
        embedding: embedding.state,
        rerank: this.reranker ? rerank.state : null,
      },
    };
  }
}
