import { Body, Controller, Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import type { AnswerFlight } from '../core/flight/answer-flight';
import type { CachePolicy } from '../core/inquiry';
import { Fleet } from '../core/cache/fleet';
import { LayerCensus } from '../core/cache/layer-census';
import { Ledger } from '../core/ledger/ledger';
import { Clock } from '../core/ports';
import { TrivetSettings } from '../core/settings';
import { Trivet } from '../core/trivet';
import type { Principal } from '../core/words';
import { answerHeaders } from './answer-headers';
import { presentAnswer } from './answer.presenter';
import { CacheStatsCall, QueryCall } from './assistant.docs';
import { cachePolicy } from './cache-policy';
import { cacheStats } from './cache-stats';
import { query, type Query } from './query.schema';
import { AnswerStreams, type Tell } from './streaming/answer-streams';
import { AskerLeftError, Departure } from './streaming/departure';
import { wantsStream } from './streaming/wants-stream';

@Controller('assistant')
export class AssistantController {
  constructor(
    private readonly trivet: Trivet,
    private readonly ledger: Ledger,
    private readonly settings: TrivetSettings,
    private readonly census: LayerCensus,
    private readonly fleet: Fleet,
    private readonly clock: Clock,
    private readonly streams: AnswerStreams,
  ) {}

  /** The body is written here and not by Nest: a hit's answer and sources are JSON already. */
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
    const departure = new Departure(reply.raw);
    try {
      const { flight, tell } = await this.ask({ principal, body, policy, request, departure });
      if (wantsStream(body.stream, accept)) {
        reply.headers(answerHeaders(tell(flight.landed), policy));
        await this.streams.send(reply, tell, departure.signal);
        return;
      }
      const told = tell(flight.landed ?? (await flight.landing(departure.signal)));
      await reply
        .headers(answerHeaders(told, policy))
        .type('application/json; charset=utf-8')
        .send(presentAnswer(told));
    } catch (error) {
      if (!(error instanceof AskerLeftError)) throw error;
      reply.hijack();
    }
  }

  @Get('cache-stats')
  @CacheStatsCall()
  async cacheStats() {
    const [sizes, fleet] = await Promise.all([this.census.sizes(), this.fleet.report()]);
    return cacheStats(this.ledger, { settings: this.settings.cache, sizes, fleet });
  }

  private async ask({ principal, body, policy, request, departure }: Asked): Promise<OnItsWay> {
    const startedAt = performance.now();
    const reply = await this.trivet.ask({
      question: body.query,
      principal,
      topK: body.top_k,
      policy,
      leaving: () => departure.signal,
    });
    const tell: Tell = (landing) => ({
      query: body.query,
      requestId: request.id,
      reply,
      landing,
      totalMs: performance.now() - startedAt,
      now: this.clock.now(),
      price: this.settings.price,
    });
    return { flight: reply.flight, tell };
  }
}

interface Asked {
  readonly principal: Principal;
  readonly body: Query;
  readonly policy: CachePolicy;
  readonly request: FastifyRequest;
  readonly departure: Departure;
}

interface OnItsWay {
  readonly flight: AnswerFlight;
  readonly tell: Tell;
}
