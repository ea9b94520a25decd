import { Body, Controller, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answering } from '../../telling/answering';
import { cachePolicy } from '../../telling/cache-policy';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import { Clock, type Principal } from '../../core';
import { samplingOf } from '../chat/sampling';
import { ModelList } from '../models/model-list';
import { withTask } from '../own-chat/own-chat';
import { IGNORED_HEADER, refuseUnsupported } from '../parameters';
import { CompletionsCall } from './completions.docs';
import { CompletionsForm } from './completions.form';
import { COMPLETION_PARAMETERS } from './completions.parameters';
import { completionRequest, type CompletionRequest } from './completions.schema';

@Controller('v1/completions')
export class CompletionsController {
  constructor(
    private readonly answering: Answering,
    private readonly models: ModelList,
    private readonly clock: Clock,
  ) {}

  @Post()
  @CompletionsCall()
  @HttpCode(200)
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: completionRequest }) body: CompletionRequest,
    @Headers('cache-control') cacheControl: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ignored = refuseUnsupported(body, COMPLETION_PARAMETERS);
    if (ignored.length > 0) reply.header(IGNORED_HEADER, ignored.join(', '));
    this.models.requireChat(body.model);
    const policy = cachePolicy(cacheControl, undefined);
    const ask = { question: String(body.prompt), sampling: samplingOf(body), principal, policy };
    const form = new CompletionsForm({
      id: `cmpl-${request.id}`,
      created: Math.floor(this.clock.now() / 1_000),
      model: this.models.chat,
      includeUsage: body.stream_options?.include_usage === true,
    });
    await this.answering.answer(withTask(ask), { request, reply, form, streamed: body.stream === true });
  }
}
