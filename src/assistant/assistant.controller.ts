import { Body, Controller, Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import type { CachePolicy } from '../core/inquiry';
import { LayerCensus } from '../core/cache/layer-census';
import { Ledger } from '../core/ledger/ledger';
import { Clock } from '../core/ports';
import { TrivetSettings } from '../core/settings';
import { Trivet } from '../core/trivet';
import type { Principal } from '../core/words';
import { answerHeaders } from './answer-headers';
import { presentAnswer, type Told } from './answer.presenter';
import { CacheStatsCall, QueryCall } from './assistant.docs';
import { cachePolicy } from './cache-policy';
import { cacheStats } from './cache-stats';
import { query, type Query } from './query.schema';

@Controller('assistant')
export class AssistantController {
  constructor(
    private readonly trivet: Trivet,
    private readonly ledger: Ledger,
    private readonly settings: TrivetSettings,
    private readonly census: LayerCensus,
    private readonly clock: Clock,
  ) {}

  /** The body is written here and not by Nest: a hit's answer and sources are JSON already. */
  @Post('query')
  @QueryCall()
  @HttpCode(200)
  async query(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: query }) body: Query,
    @Headers('cache-control') cacheControl: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const policy = cachePolicy(cacheControl, body.cache);
    const told = await this.ask({ principal, body, policy, requestId: request.id });
    await reply
      .headers(answerHeaders(told, policy))
      .type('application/json; charset=utf-8')
      .send(presentAnswer(told));
  }

  @Get('cache-stats')
  @CacheStatsCall()
  async cacheStats() {
    return cacheStats(this.ledger, this.settings.cache, await this.census.sizes());
  }

  private async ask({ principal, body, policy, requestId }: Asked): Promise<Told> {
    const startedAt = performance.now();
    const reply = await this.trivet.ask({ question: body.query, principal, topK: body.top_k, policy });
    const landing = await reply.flight.landing();
    return {
      query: body.query,
      requestId,
      reply,
      landing,
      totalMs: performance.now() - startedAt,
      now: this.clock.now(),
      price: this.settings.price,
    };
  }
}

interface Asked {
  readonly principal: Principal;
  readonly body: Query;
  readonly policy: CachePolicy;
  readonly requestId: string;
}
