import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import { Settings } from '../../config/settings';
import type { Principal } from '../../core';
import { Departure } from '../../telling/streaming/departure';
import { WarmCall } from './warm.docs';
import { warmRequest, type WarmRequest } from './warm.schema';
import { Warmer, type Warmed, type WarmTotals } from './warmer';

/**
 * The call lasts as long as its work, and says meanwhile how far it is. An id to ask about later would be known to one instance
 * only, and a restart would forget it.
 */
@Controller('assistant/warm')
export class WarmController {
  constructor(
    private readonly warmer: Warmer,
    private readonly settings: Settings,
  ) {}

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
    const told = this.warmer.begin({ ...body, principal, requestId: request.id, leaving });
    const lines = linesOf(told, this.settings.streams.heartbeatMs);
    await reply.type('application/x-ndjson').header('X-Accel-Buffering', 'no').send(Readable.from(lines));
  }
}

/**
 * NDJSON, with a blank line after each `heartbeatMs` without an outcome, so that proxies do not take the connection for dead. Readers
 * may skip blank lines (https://github.com/ndjson/ndjson-spec, section 3.2). A line with something in it would look like an outcome.
 */
async function* linesOf(
  told: AsyncGenerator<Warmed | WarmTotals, void, undefined>,
  heartbeatMs: number,
): AsyncGenerator<string> {
  try {
    for (let next = told.next(); ; next = told.next()) {
      while (!(await settlesWithin(heartbeatMs, next))) yield '\n';
      const line = await next;
      if (line.done) return;
      yield `${JSON.stringify(line.value)}\n`;
    }
  } finally {
    await told.return();
  }
}

async function settlesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const settled = new AbortController();
  try {
    return await Promise.race([work.then(() => true), sleep(ms, false, { signal: settled.signal })]);
  } finally {
    settled.abort();
  }
}
