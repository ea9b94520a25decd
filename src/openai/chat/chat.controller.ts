import { Body, Controller, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answering } from '../../telling/answering';
import { NoteAddresses } from '../../telling/citations/note-addresses';
import { cachePolicy } from '../../telling/cache-policy';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import { Clock, type Principal } from '../../core';
import { ModelList } from '../models/model-list';
import { Formats } from '../formats';
import { withTask } from '../own-chat/own-chat';
import { IGNORED_HEADER, refuseUnsupported } from '../parameters';
import { ChatCall } from './chat.docs';
import { ChatForm } from './chat.form';
import { CHAT_PARAMETERS } from './chat.parameters';
import { chatRequest, type ChatRequest } from './chat.schema';
import { conversationOf } from './conversation';
import { formatOf } from './format';
import { samplingOf } from './sampling';

@Controller('v1/chat/completions')
export class ChatController {
  constructor(
    private readonly answering: Answering,
    private readonly models: ModelList,
    private readonly formats: Formats,
    private readonly clock: Clock,
    private readonly addresses: NoteAddresses,
  ) {}

  @Post()
  @ChatCall()
  @HttpCode(200)
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: chatRequest }) body: ChatRequest,
    @Headers('cache-control') cacheControl: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ignored = refuseUnsupported(body, CHAT_PARAMETERS);
    if (ignored.length > 0) reply.header(IGNORED_HEADER, ignored.join(', '));
    this.models.requireChat(body.model);
    const policy = cachePolicy(cacheControl, undefined);
    const asked = formatOf(body);
    const said = withTask({
      ...conversationOf(body.messages),
      sampling: samplingOf(body),
      principal,
      policy,
    });
    const format = asked && (await this.formats.accepted(asked, said));
    const form = new ChatForm({
      id: `chatcmpl-${request.id}`,
      created: Math.floor(this.clock.now() / 1_000),
      model: this.models.chat,
      calls: asked?.param === 'function_call' ? 'function_call' : 'tool_calls',
      // JSON cites nothing.
      address: asked ? null : this.addresses.of(request),
      includeUsage: body.stream_options?.include_usage === true,
    });
    const ask = { ...said, format };
    await this.answering.answer(ask, { request, reply, form, streamed: body.stream === true });
  }
}
