import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import type { Principal } from '../core/words';
import { Departure } from './streaming/departure';
import { WarmCall } from './warm.docs';
import { warmRequest, type WarmRequest } from './warm.schema';
import { Warmer, type WarmOrder } from './warmer';

/**
 * The call lasts as long as its work, and tells how far it is while it is: an id to ask about later would be known to one
 * instance only, and forgotten by a restart.
 */
@Controller('assistant/warm')
export class WarmController {
  constructor(private readonly warmer: Warmer) {}

  @Post()
  @WarmCall()
  @HttpCode(200)
  async warm(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: warmRequest }) body: WarmRequest,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const leaving = new Departure(reply.raw).signal;
    const lines = linesOf(this.warmer, { ...body, principal, requestId: request.id, leaving });
    await reply.type('application/x-ndjson').header('X-Accel-Buffering', 'no').send(Readable.from(lines));
  }
}

function linesOf(warmer: Warmer, order: WarmOrder): AsyncIterable<string> {
  const told = warmer.begin(order);
  return (async function* () {
    for await (const line of told) yield `${JSON.stringify(line)}\n`;
  })();
}
