import { Body, Controller, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answering } from '../../telling/answering';
import { NoteAddresses } from '../../telling/citations/note-addresses';
import { cachePolicy } from '../../telling/cache-policy';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import { Clock, type Principal } from '../../core';
import { conversationOf } from '../chat/conversation';
import { samplingOf } from '../chat/sampling';
import { chatSampling } from './chat-sampling';
import { Formats } from '../formats';
import { ModelList } from '../models/model-list';
import { withTask } from '../own-chat/own-chat';
import { IGNORED_HEADER, refuseUnsupported } from '../parameters';
import { askedFormat } from './form-request';
import { messagesOf } from './messages';
import { settingsOf } from './response-settings';
import { ResponsesCall } from './responses.docs';
import { ResponsesForm } from './responses.form';
import { RESPONSE_PARAMETERS } from './responses.parameters';
import { responseRequest, type ResponseRequest } from './responses.schema';

@Controller('v1/responses')
export class ResponsesController {
  constructor(
    private readonly answering: Answering,
    private readonly models: ModelList,
    private readonly formats: Formats,
    private readonly clock: Clock,
    private readonly addresses: NoteAddresses,
  ) {}

  @Post()
  @ResponsesCall()
  @HttpCode(200)
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: responseRequest }) body: ResponseRequest,
    @Headers('cache-control') cacheControl: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ignored = refuseUnsupported(body, RESPONSE_PARAMETERS);
    if (ignored.length > 0) reply.header(IGNORED_HEADER, ignored.join(', '));
    this.models.requireChat(body.model);
    const policy = cachePolicy(cacheControl, undefined);
    const sampling = samplingOf(chatSampling(body));
    const asked = askedFormat(body);
    const said = withTask({ ...conversationOf(messagesOf(body), 'input'), sampling, principal, policy });
    const format = asked && (await this.formats.accepted(asked, said));
    const form = new ResponsesForm({
      requestId: request.id,
      createdAt: Math.floor(this.clock.now() / 1_000),
      model: this.models.chat,
      settings: settingsOf(body),
      format,
      address: this.addresses.of(request),
    });
    const ask = { ...said, format };
    await this.answering.answer(ask, { request, reply, form, streamed: body.stream === true });
  }
}
