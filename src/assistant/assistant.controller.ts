import { Body, Controller, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import type { Principal } from '../core';
import { Answering } from '../telling/answering';
import { QueryCall } from './assistant.docs';
import { assistantForm } from './assistant.form';
import { cachePolicy } from '../telling/cache-policy';
import { query, type Query } from './query.schema';
import { wantsStream } from '../telling/streaming/wants-stream';

@Controller('assistant')
export class AssistantController {
  constructor(private readonly answering: Answering) {}

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
}
