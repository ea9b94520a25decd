import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { cachePolicy } from '../../telling/cache-policy';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import { EmbeddingModel, type Principal, SPECIAL_TOKENS, TextVectors } from '../../core';
import { ModelList } from '../models/model-list';
import { refusal, refuseUnsupported } from '../parameters';
import { EmbeddingsCall } from './embeddings.docs';
import { presentEmbeddings } from './embeddings.presenter';
import { EMBEDDINGS_MAX_BYTES, embeddingsRequest, type EmbeddingsRequest } from './embeddings.schema';

@Controller('v1/embeddings')
export class EmbeddingsController {
  constructor(
    private readonly model: EmbeddingModel,
    private readonly vectors: TextVectors,
    private readonly models: ModelList,
  ) {}

  /** The body is written here and not by Nest, because it may hold a million numbers. */
  @Post()
  @RouteConfig({ maxBodyBytes: EMBEDDINGS_MAX_BYTES })
  @EmbeddingsCall()
  @HttpCode(200)
  async create(
    @CurrentPrincipal() { tenant }: Principal,
    @Body({ schema: embeddingsRequest }) body: EmbeddingsRequest,
    @Headers('cache-control') cacheControl: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { input, dimensions, encoding_format: format } = body;
    refuseUnsupported(body, { honoured: embeddingsRequest });
    this.models.requireEmbedding(body.model);
    this.refuseOtherLength(dimensions ?? this.model.dimensions);
    const remember = !cachePolicy(cacheControl, undefined).noStore;
    const texts = typeof input === 'string' ? [input] : input;
    const promptTokens = await this.countTokens(texts, (at) => (texts === input ? `input.${at}` : 'input'));
    const vectors = await this.vectors.of(texts, { tenant, remember });
    const json = await presentEmbeddings(
      { model: this.models.embedding, promptTokens, vectors },
      format ?? 'float',
    );
    await reply.type('application/json; charset=utf-8').send(json);
  }

  private refuseOtherLength(dimensions: number): void {
    if (dimensions === this.model.dimensions) return;
    const message = `This model's vectors have ${this.model.dimensions} dimensions and cannot be shortened.`;
    throw refusal('unsupported_value', 'dimensions', message);
  }

  /** @throws {Problem} 400 for a text that the model would cut */
  private async countTokens(texts: readonly string[], pathOf: (at: number) => string): Promise<number> {
    const counts = await this.model.countTokens(texts);
    const most = this.model.maxTokens - SPECIAL_TOKENS;
    const long = counts.findIndex((count) => count > most);
    if (long < 0) return counts.reduce((sum, count) => sum + count, 0);
    const message = `This model takes up to ${most} tokens per text; this one has ${counts[long] ?? 0}.`;
    throw refusal('context_length_exceeded', pathOf(long), message);
  }
}
