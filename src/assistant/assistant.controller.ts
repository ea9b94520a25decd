import { Body, Controller, Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { Fleet } from '../core/cache/fleet';
import { LayerCensus } from '../core/cache/layer-census';
import { Ledger } from '../core/ledger/ledger';
import { TrivetSettings } from '../core/settings';
import type { Principal } from '../core/words';
import { Answering } from './answering';
import { CacheStatsCall, QueryCall } from './assistant.docs';
import { assistantForm } from './assistant.form';
import { cachePolicy } from './cache-policy';
import { cacheStats } from './cache-stats';
import { query, type Query } from './query.schema';
import { wantsStream } from './streaming/wants-stream';

@Controller('assistant')
export class AssistantController {
  constructor(
    private readonly answering: Answering,
    private readonly ledger: Ledger,
    private readonly settings: TrivetSettings,
    private readonly census: LayerCensus,
    private readonly fleet: Fleet,
  ) {}

  @Post('query')
  @QueryCall()
  @HttpCode(200)
  async query(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: query }) body: Query,
    @Headers('cache-control') cacheControl: string | undefined,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const policy = cachePolicy(cacheControl, body.cache);
    const streamed = wantsStream(body.stream, accept);
    await this.answering.answer(
      { question: body.query, principal, topK: body.top_k, policy },
      { request, reply, form: assistantForm, streamed },
    );
  }

  @Get('cache-stats')
  @CacheStatsCall()
  async cacheStats() {
    const [sizes, fleet] = await Promise.all([this.census.sizes(), this.fleet.report()]);
    return cacheStats(this.ledger, { settings: this.settings.cache, sizes, fleet });
  }
}
